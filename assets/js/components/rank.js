// Finds and ranks answers to a query. Needs MiniSearch and `termbank.fold`, but no page.
window.TermbankRank = (() => {
  // Extra cost of each kind of name: if two names match equally well, the title comes first.
  const EXTRA = { title: 0, abbreviation: 0.04, alias: 0.06, hidden: 0.08, part: 0.1, initials: 0.3 };
  const CANDIDATES = 150;
  const NEVER = 9;

  // --- words ---

  // "Bloom's" is "blooms". Must split as `words` in exporters/search_index.py does, which chooses the part of a word.
  const split = (text) => termbank.fold(text.replace(/['’]/g, "")).match(/[\p{L}\p{N}]+/gu) ?? [];

  // Removes English plurals and the endings -ing, -ed, -e and -y. The result is not a word, but equal for all forms of one.
  const stem = (word) => {
    if (word.length < 4) return word;
    const single = word
      .replace(/ies$/, "y")
      .replace(/(ss|sh|ch|x|z)es$/, "$1")
      .replace(/([^sui])s$/, "$1");
    const bare = single.replace(/(?:ing|ed)$/, "");
    const root = bare.length > 2 && /[aeiouy]/.test(bare) ? bare : single;
    return root
      .replace(/e$/, "")
      .replace(/(.)\1$/, "$1")
      .replace(/y$/, "i");
  };

  // The number of insertions, deletions, replacements and swaps of neighbors between two words, at most `most` + 1.
  const distance = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, column) => column);
    for (let row = 1; row <= a.length; row += 1) {
      const next = [row];
      for (let column = 1; column <= b.length; column += 1) {
        const same = a[row - 1] === b[column - 1];
        next[column] = Math.min(last[column] + 1, next[column - 1] + 1, last[column - 1] + !same);
        const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
        if (swapped) next[column] = Math.min(next[column], before[column - 2] + 1);
      }
      if (Math.min(...next) > most) return most + 1;
      [before, last] = [last, next];
    }
    return last[b.length];
  };

  const slips = (length) => (length < 4 ? 0 : length < 7 ? 1 : length < 12 ? 2 : 3);
  const weight = (word) => (word.length < 4 ? 0.4 : 1);

  const shared = (a, b) => {
    let length = 0;
    while (length < a.length && a[length] === b[length]) length += 1;
    return length;
  };

  // The cost of taking the typed word for the word `meant`: 0 if they are equal, NEVER if they have nothing in common.
  const wordCost = (typed, meant) => {
    const [a, b] = [typed.word, meant.word];
    if (a === b) return 0;
    if (typed.stem === meant.stem) return 0.12;
    if (b.startsWith(a)) return 0.15 + 0.35 * (1 - a.length / b.length);
    const most = slips(a.length);
    const wrong = Math.min(
      distance(a, b, most),
      b.length > a.length ? distance(a, b.slice(0, a.length), most) + 0.6 : NEVER,
    );
    if (most && wrong <= most + 0.6) return 0.4 + 0.2 * wrong + 0.1 * (a[0] !== b[0]);
    const alike = shared(a, b) / Math.max(a.length, b.length);
    return alike >= 0.5 && shared(a, b) >= 5 ? 0.6 + 0.6 * (1 - alike) : NEVER;
  };

  // Memoized, because the same pairs of words recur with every entry and every letter typed.
  const remembered = (cost, most) => {
    const costs = new Map();
    return (typed, meant) => {
      const pair = `${typed.word} ${meant.word}`;
      if (!costs.has(pair)) {
        if (costs.size >= most) costs.clear();
        costs.set(pair, cost(typed, meant));
      }
      return costs.get(pair);
    };
  };
  const costOf = remembered(wordCost, 20000);

  const isSlip = (cost) => cost >= 0.6 && cost < NEVER;

  // --- names ---

  const plainStem = (word) => word;

  class Names {
    constructor(stemOf) {
      this.stemOf = stemOf;
    }

    words(text) {
      return split(text).map((word) => ({ word, stem: this.stemOf(word) }));
    }

    name(text, kind) {
      const words = this.words(text);
      const whole = words.map(({ word }) => word).join("");
      return { text, kind, words, whole, stem: this.stemOf(whole) };
    }

    // Every name of an entry. "Cross-Program Invocation (CPI)" is also known by each of its two parts.
    of(entry) {
      const { title, qualifier, aliases, abbreviations, hidden, authors, year } = entry;
      const names = [this.name(title, "title")];
      const [, outside, inside] = title.match(/^(.+?)\s*\((.+)\)$/) ?? [];
      if (outside) names.push(this.name(outside, "part"), this.name(inside, "part"));
      if (qualifier) names.push(this.name(`${title} ${qualifier}`, "title"));
      if (authors?.length) names.push(this.name([title, ...authors, year].join(" "), "part"));
      for (const text of aliases ?? []) names.push(this.name(text, "alias"));
      for (const text of abbreviations ?? []) names.push(this.name(text, "abbreviation"));
      for (const text of hidden ?? []) names.push(this.name(text, "hidden"));
      const initials = split(outside ?? title)
        .map((word) => [...word][0])
        .join("");
      if (initials.length > 1) names.push(this.name(initials, "initials"));
      return names.filter(({ whole }) => whole);
    }
  }

  // The cost of matching the names as wholes: joined or split differently, singular or plural, misspelled.
  const wholeCost = (query, name) => {
    if (name.whole === query.whole) return query.words.length === name.words.length ? 0 : 0.1;
    if (name.kind === "initials") return NEVER;
    if (name.stem === query.stem) return 0.12;
    if (name.whole.startsWith(query.whole)) return 0.15 + 0.35 * (1 - query.whole.length / name.whole.length);
    const most = slips(query.whole.length);
    const wrong = distance(query.whole, name.whole, most);
    return most && wrong <= most ? 0.5 + 0.2 * wrong : NEVER;
  };

  // Each word of the query takes the cheapest word of the name that is still free.
  const wordsCost = (query, name) => {
    const left = new Set(name.words);
    let [cost, matched, total, slip] = [0, 0, 0, false];
    for (const typed of query.words) {
      let [best, price] = [null, NEVER];
      for (const meant of left) {
        const now = costOf(typed, meant);
        if (now < price) [best, price] = [meant, now];
      }
      total += weight(typed.word);
      if (best) {
        left.delete(best);
        matched += weight(typed.word);
        cost += price;
        slip ||= isSlip(price);
      } else cost += 1.5 * weight(typed.word);
    }
    for (const { word } of left) cost += 0.12 * weight(word);
    return { cost, slip, share: matched / total };
  };

  const nameCost = (query, name) => {
    const whole = wholeCost(query, name);
    const extra = EXTRA[name.kind];
    const words = name.kind === "initials" ? { cost: NEVER, share: 0 } : wordsCost(query, name);
    if (whole <= words.cost)
      return { cost: whole + extra, slip: isSlip(whole), share: whole < NEVER ? 1 : 0, name };
    return { ...words, cost: words.cost + extra, name };
  };

  const byCost = (a, b) =>
    a.cost - b.cost ||
    (a.entry.retired ?? 0) - (b.entry.retired ?? 0) ||
    a.entry.title.length - b.entry.title.length;

  // --- the index ---

  return class {
    // `words` says how readers ask: `versus` and `either` stand between two terms, `asking` around a query, `articles` before it.
    constructor(language, { versus, either, asking, articles }) {
      this.stemOf = /^en\b/i.test(language) ? stem : plainStem;
      this.names = new Names(this.stemOf);
      this.asking = { versus, either, articles, around: [...asking].sort((a, b) => b.length - a.length) };
      this.entries = new Map();
      this.engine = this.engineFor(["names", "text"]);
      this.bodies = this.engineFor(["text"]);
    }

    engineFor(fields) {
      return new MiniSearch({
        idField: "url",
        fields,
        tokenize: split,
        processTerm: (word) => [...new Set([word, this.stemOf(word)])],
      });
    }

    // Adds rows of the index and skips known entries: parts of a large index overlap. The first call, with the head of
    // the index, names the fields of all rows.
    add({ fields = this.fields, terms = [], resources = [] }) {
      this.fields = fields;
      const documents = [];
      const take = (kind) => (record) => {
        const entry = { kind, ...record };
        entry.slug ||= entry.title.toLowerCase().replaceAll(" ", "-");
        entry.url = `${kind}/${encodeURIComponent(entry.slug)}.html`;
        if (this.entries.has(entry.url)) return;
        entry.names = this.names.of(entry);
        this.entries.set(entry.url, entry);
        const names = entry.names.flatMap(({ text, whole }) => [text, whole]).join(" ");
        documents.push({ url: entry.url, names, text: entry.summary ?? "" });
      };
      termbank.records(fields.terms, terms).forEach(take("terms"));
      termbank.records(fields.resources, resources).forEach(take("resources"));
      this.engine.addAll(documents);
    }

    // Adds the words of the terms' pages, in the order in which the terms were added.
    addTexts(texts) {
      const urls = [...this.entries.values()].filter(({ kind }) => kind === "terms").map(({ url }) => url);
      this.bodies.addAll(texts.map((text, place) => ({ url: urls[place], text })));
    }

    // The answers to `text`: a pair of terms to compare, at most `most` terms, half as many resources, and half as many
    // terms that mention it only in their text.
    answer(text, most = 8) {
      const asked = this.strip(text);
      const pair = this.pair(asked);
      const found = this.find(asked);
      const terms = found.named.filter(({ entry }) => entry.kind === "terms");
      if (pair) terms.unshift(...pair.hits);
      const half = Math.ceil(most / 2);
      const unique = [...new Map(terms.map((hit) => [hit.entry.url, hit])).values()];
      const shown = new Set(unique.map(({ entry }) => entry));
      return {
        pair: pair?.url ? pair : null,
        terms: unique.slice(0, most),
        resources: found.named.filter(({ entry }) => entry.kind === "resources").slice(0, half),
        texts: found.spoken.filter(({ entry }) => !shown.has(entry)).slice(0, half),
        guessed: unique.length > 0 && unique[0].slip,
      };
    }

    // The entry whose name equals the query, or null.
    exact(text) {
      const hits = this.find(this.strip(text)).named.filter(({ cost }) => cost <= EXTRA.hidden);
      return hits.length === 1 || (hits[0]?.cost === 0 && hits[1]?.cost > 0) ? hits[0].entry : null;
    }

    // Removes question words around the query: "what is a rubric" becomes "rubric".
    strip(text) {
      let bare = text
        .toLowerCase()
        .replaceAll("’", "'")
        .replace(/[?!.,;:"“”\s]+/g, " ")
        .trim();
      for (const phrase of this.asking.around) {
        if (bare.startsWith(`${phrase} `)) bare = bare.slice(phrase.length + 1);
        if (bare.endsWith(` ${phrase}`)) bare = bare.slice(0, -phrase.length - 1);
      }
      const article = this.asking.articles.find((word) => bare.startsWith(`${word} `));
      return article ? bare.slice(article.length + 1) : bare;
    }

    find(text) {
      const query = this.names.name(text, "query");
      if (!query.whole) return { named: [], spoken: [] };
      const [named, spoken] = [[], []];
      for (const result of this.candidates(query)) {
        const entry = this.entries.get(result.id);
        const costs = entry.names.map((name) => nameCost(query, name));
        const best = costs.reduce((a, b) => (b.cost < a.cost ? b : a));
        if (best.share >= 0.6) named.push({ entry, ...best });
        else if (this.speaks(query, result)) spoken.push({ entry });
      }
      spoken.push(...this.mentions(query).filter(({ entry }) => !spoken.some((hit) => hit.entry === entry)));
      return { named: named.sort(byCost), spoken };
    }

    // The terms whose pages contain all words of the query.
    mentions(query) {
      const words = query.words.filter(({ word }) => word.length > 3).map(({ stem: root }) => root);
      if (!words.length) return [];
      const options = { combineWith: "AND", prefix: true, processTerm: (word) => word };
      return this.bodies.search(words.join(" "), options).map(({ id }) => ({ entry: this.entries.get(id) }));
    }

    candidates(query) {
      const wanted = query.words.flatMap(({ word, stem: root }) => [
        word,
        root,
        word.slice(0, Math.max(5, Math.ceil(word.length / 2))),
      ]);
      const options = {
        prefix: true,
        // MiniSearch counts a swap of neighbors as two steps, so allow one more than the ranking does.
        fuzzy: (word) => slips(word.length) && slips(word.length) + 1,
        boost: { names: 4 },
        processTerm: (word) => word,
      };
      return this.engine
        .search([...new Set([...wanted, query.whole])].join(" "), options)
        .slice(0, CANDIDATES);
    }

    // Whether the text of a result contains the words of the query. Short words count only if there are no others.
    speaks(query, { match, terms }) {
      const inText = terms.filter((word) => match[word].includes("text"));
      const long = query.words.filter(({ word }) => word.length > 3);
      const needed = long.length ? long : query.words;
      return needed.every(({ word, stem: root }) =>
        inText.some((one) => one === root || one.startsWith(word)),
      );
    }

    // The two terms of "x vs y". "or" separates two terms only if both sides are names and the whole query is not.
    pair(text) {
      const { versus, either } = this.asking;
      const cut = (word) => text.split(` ${word} `);
      const sides = versus.map(cut).find((parts) => parts.length === 2);
      if (sides) return this.both(sides, 1);
      const named = either
        .map(cut)
        .filter((parts) => parts.length === 2)
        .map((parts) => this.both(parts, 0.7))
        .find(Boolean);
      return named && (this.find(text).named[0]?.cost ?? NEVER) > 0.3 ? named : null;
    }

    both(sides, most) {
      const hits = sides.map((side) =>
        this.find(side).named.find(({ entry, cost }) => entry.kind === "terms" && cost <= most),
      );
      if (!hits[0] || !hits[1] || hits[0].entry === hits[1].entry) return null;
      const [a, b] = hits.map(({ entry }) => entry);
      const slugs = [a.slug, b.slug].sort().map(encodeURIComponent);
      const compared = a.pairs?.includes(b.slug) || b.pairs?.includes(a.slug);
      return { hits, url: compared ? `compare/${slugs.join("-and-")}.html` : null };
    }

    // The ranges of `text` that match the query, as [start, end].
    marks(text, query) {
      const typed = this.words(query);
      return [...text.matchAll(/[\p{L}\p{N}\p{M}'’]+/gu)].flatMap(({ 0: piece, index }) => {
        const [meant] = this.names.words(piece);
        const hit = meant && typed.find((word) => costOf(word, meant) < NEVER);
        if (!hit) return [];
        const begun = meant.word.startsWith(hit.word) && meant.word.length === piece.length;
        return [[index, index + (begun ? hit.word.length : piece.length)]];
      });
    }

    // The words of a query, each with its stem.
    words(text) {
      return this.names.words(this.strip(text));
    }

    // Words of a sorted vocabulary close to `word`, closest first: one that begins with it, or else misspellings.
    static near(word, vocabulary, most = 3) {
      let [low, high] = [0, vocabulary.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (vocabulary[middle] < word) low = middle + 1;
        else high = middle;
      }
      if (vocabulary[low]?.startsWith(word)) return [vocabulary[low]];
      const allowed = slips(word.length);
      const near = vocabulary
        .map((other) => ({ other, wrong: distance(word, other, allowed) }))
        .filter(({ wrong }) => wrong <= allowed);
      return near
        .sort((a, b) => a.wrong - b.wrong)
        .slice(0, most)
        .map(({ other }) => other);
    }
  };
})();
