// Finds and ranks answers to a query. Needs MiniSearch and `termbank.fold`, but no page.
window.TermbankRank = (() => {
  // Extra cost of each kind of name: if two names match equally well, the title comes first.
  const EXTRA = { title: 0, abbreviation: 0.04, alias: 0.06, hidden: 0.08, part: 0.1, initials: 0.3 };
  const CANDIDATES = 150;
  const NEVER = 9;
  const KINDS = ["terms", "values", "resources", "people", "pages"];
  const LIBRARY = "resources/index.html";

  // --- words ---

  // "l'évaluation" is found by "évaluation". Without \b, which takes "é" for no letter.
  const ELIDED = /(?<![\p{L}\p{N}])(?:[dl]|qu|un|all|dall|dell|nell|sull)['’](?=\p{L}{2})/giu;
  // Scripts that put no space between words: a run of letters may hold several.
  const UNSPACED =
    /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]+$/u;
  const LONGEST_RUN = 40;
  const CAPITALS = /(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}\p{N}]+(?![\p{L}\p{N}])/gu;

  // Letters that readers of other languages type without their strokes: "strasse" finds "Straße".
  const PLAIN = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i" };

  // "Bloom's" is "blooms", and an okina is an apostrophe. Must split as `words` in exporters/search_index.py does, which chooses the part of a word.
  const split = (text) =>
    termbank
      .fold(text.replace(ELIDED, "").replace(/['‘’\u02b0-\u02ff]/g, ""))
      .replace(/[ßæœøłđı]/g, (letter) => PLAIN[letter])
      .match(/[\p{L}\p{N}]+/gu) ?? [];

  // What a text has besides words, as in "C++" and "C#"; punctuation that readers leave out does not count.
  const signsOf = (text) => text.replace(/[\p{L}\p{N}\p{M}\s'’"“”.,;:?!()–-]/gu, "");

  // "目標" is found within "学習目標": the ends of an unspaced word are words, too.
  const ends = (word) => {
    if (!UNSPACED.test(word)) return [];
    const letters = [...word].slice(0, LONGEST_RUN);
    return letters.slice(1).map((_, place) => letters.slice(place + 1).join(""));
  };

  // "التقويم" is "تقويم" with its article, and with "and" or "in" before it; Hebrew writes its article the same way.
  const withoutArticle = (word) => word.replace(/^(?:[وفبك]?ال|لل|ה)(?=[\u0590-\u06ff]{3})/u, "");

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

  // How many letters of a word may be wrong. A number is meant as it is: 504 is not 505.
  const slips = ({ length }, word = "") =>
    length < 4 || /\p{N}/u.test(word) ? 0 : length < 7 ? 1 : length < 12 ? 2 : 3;

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
    if (UNSPACED.test(a) && b.includes(a)) return 0.2 + 0.35 * (1 - a.length / b.length);
    const most = slips(a, a);
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

  class Names {
    // `minor` holds words that say little of what is meant, such as "of" and "how".
    constructor(stemOf, minor) {
      this.stemOf = stemOf;
      this.minor = minor;
    }

    // "WHO" in capitals is no question word, unless all of the text is.
    words(text) {
      const capitals = new Set(
        /\p{Ll}/u.test(text) || !/\s/.test(text) ? split((text.match(CAPITALS) ?? []).join(" ")) : [],
      );
      return split(text).map((word) => ({
        word,
        stem: this.stemOf(word),
        weight: this.weight(word, capitals.has(word)),
      }));
    }

    weight(word, capitals) {
      if (this.minor.has(word) && !capitals) return 0.1;
      return word.length < 4 && !UNSPACED.test(word) ? 0.4 : 1;
    }

    // A name of signs alone, such as "&", is one word.
    name(text, kind) {
      const signs = signsOf(text);
      const words = this.words(text);
      const sign = signs || text.replace(/\s/g, "");
      if (!words.length && sign) words.push({ word: sign, stem: sign, weight: 1 });
      const whole = words.map(({ word }) => word).join("");
      const key = words.map(({ stem: root }) => root).join(" ");
      return { text, kind, words, whole, key, signs, stem: this.stemOf(whole) };
    }

    // Every name of an entry. "Cross-Program Invocation (CPI)" is also known by each of its two parts.
    of(entry) {
      const { title, qualifier, aliases, abbreviations, hidden, others, authors, publisher, year, summary } =
        entry;
      const names = [this.name(title, "title")];
      const [, outside, inside] = title.match(/^(.+?)\s*\((.+)\)$/) ?? [];
      if (outside) names.push(this.name(outside, "part"), this.name(inside, "part"));
      if (qualifier) names.push(this.name(`${title} ${qualifier}`, "title"));
      if (authors?.length || publisher)
        names.push(this.name([title, ...(authors ?? []), publisher, year].join(" "), "part"));
      for (const text of aliases ?? []) names.push(this.name(text, "alias"));
      for (const text of abbreviations ?? []) names.push(this.name(text, "abbreviation"));
      for (const text of [...(hidden ?? []), ...(others ?? [])]) names.push(this.name(text, "hidden"));
      for (const short of [title, ...(abbreviations ?? [])])
        for (const text of this.expansions(short, summary ?? "")) names.push(this.name(text, "part"));
      // "JavaScript" is "JS"; "Zone of Proximal Development" is "ZPD" and "ZOPD".
      const parts = split((outside ?? title).replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2"));
      const initials = [parts, parts.filter((word) => !this.minor.has(word))].map((words) =>
        words.map((word) => [...word][0]).join(""),
      );
      for (const text of new Set(initials)) if (text.length > 1) names.push(this.name(text, "initials"));
      return names.filter(({ whole }) => whole);
    }

    // The words of a text whose initials are those of an abbreviation, as "grade point average" of "GPA".
    expansions(short, text) {
      if (!/^[\p{Lu}\p{N}]{2,7}$/u.test(short)) return [];
      const letters = [...termbank.fold(short)];
      const words = split(text);
      for (const first of words.keys()) {
        let [next, place] = [first, 0];
        while (place < letters.length && next < words.length) {
          if (words[next].startsWith(letters[place])) place += 1;
          else if (next === first || !this.minor.has(words[next])) break;
          next += 1;
        }
        if (place === letters.length) return [words.slice(first, next).join(" ")];
      }
      return [];
    }
  }

  // The cost of matching the names as wholes: joined or split differently, singular or plural, misspelled.
  const wholeCost = (query, name) => {
    if (name.whole === query.whole) return query.words.length === name.words.length ? 0 : 0.1;
    if (name.kind === "initials") return NEVER;
    if (name.stem === query.stem) return 0.12;
    if (name.whole.startsWith(query.whole)) return 0.15 + 0.35 * (1 - query.whole.length / name.whole.length);
    if (UNSPACED.test(query.whole) && name.whole.includes(query.whole))
      return 0.2 + 0.35 * (1 - query.whole.length / name.whole.length);
    const most = slips(query.whole, query.whole);
    const wrong = distance(query.whole, name.whole, most);
    return most && wrong <= most ? 0.5 + 0.2 * wrong : NEVER;
  };

  // Each word of the query takes the cheapest word of the name that is still free. `share` is how much of the query has
  // found one; `firm`, the weight of the words that did so without a slip.
  const wordsCost = (query, name) => {
    const left = new Set(name.words);
    let [cost, matched, total, firm, slip] = [0, 0, 0, 0, false];
    for (const typed of query.words) {
      let [best, price] = [null, NEVER];
      for (const meant of left) {
        const now = costOf(typed, meant);
        if (now < price) [best, price] = [meant, now];
      }
      total += typed.weight;
      if (best) {
        left.delete(best);
        matched += typed.weight;
        cost += price;
        slip ||= isSlip(price);
        // "1" or "x" begins too many words to say that an entry has to do with the query.
        if (
          !isSlip(price) &&
          (typed.weight === 1 || (typed.weight === 0.4 && typed.word.length === 3 && price <= 0.12))
        )
          firm += typed.weight;
      } else cost += 1.5 * typed.weight;
    }
    for (const meant of left) cost += 0.12 * meant.weight;
    return { cost, slip, share: matched / total, firm };
  };

  const nameCost = (query, name) => {
    const whole = wholeCost(query, name);
    // "C++" and "C#" are both "c": the one with the signs that were typed comes first.
    const extra = EXTRA[name.kind] + (query.signs && query.signs !== name.signs ? 0.05 : 0);
    const words = name.kind === "initials" ? { cost: NEVER, share: 0, firm: 0 } : wordsCost(query, name);
    if (whole <= words.cost)
      return {
        cost: whole + extra,
        slip: isSlip(whole),
        share: whole < NEVER ? 1 : 0,
        firm: words.firm,
        name,
      };
    return { ...words, cost: words.cost + extra, name };
  };

  const byCost = (a, b) =>
    a.cost - b.cost ||
    (a.entry.retired ?? 0) - (b.entry.retired ?? 0) ||
    a.entry.title.length - b.entry.title.length;

  const isClose = ({ hits: [best] }) => Boolean(best) && best.cost <= 0.12;

  // --- the index ---

  return class {
    static UNSPACED = UNSPACED;

    // `words` says how readers ask: `versus` and `either` stand between two terms, `asking` around a query, `articles`
    // before it, and `minor` words anywhere.
    constructor(language, { versus, either, asking, articles, minor = [] }) {
      const rootOf = /^en\b/i.test(language) ? stem : (word) => word;
      this.stemOf = (word) => rootOf(withoutArticle(word));
      const all = [versus, either, asking, articles, minor].flat();
      this.names = new Names(this.stemOf, new Set(all.flatMap(split)));
      this.asking = { versus, either, articles, around: [...asking].sort((a, b) => b.length - a.length) };
      this.entries = new Map();
      this.values = [];
      // The names of all entries by their words: a name that stands in a question is found here.
      this.byKey = new Map();
      // The parts of a large index that answer a query, or null. Entries of other parts are passed over: which of them
      // are loaded depends on what was asked before.
      this.parts = null;
      this.engine = new MiniSearch({
        idField: "url",
        fields: ["names", "text"],
        tokenize: split,
        processTerm: (word) => [...new Set([word, this.stemOf(word), ...ends(word)])],
      });
    }

    // Adds rows of the index, of a large one those of a part. Parts overlap, so some entries are known. The first call,
    // with the head of the index, names the fields of all rows.
    add({ fields = this.fields, number, summaries = [], ...rows }) {
      this.fields = fields;
      this.documents = [];
      for (const kind of Object.keys(fields)) {
        for (const [place, record] of termbank.records(fields[kind], rows[kind] ?? []).entries()) {
          const entry = { kind, ...record, parts: new Set() };
          if (kind === "terms" && summaries[place]) entry.summary = summaries[place];
          if (kind === "values") {
            this.values.push(entry);
            entry.value ||= entry.title;
            entry.url ||= `${LIBRARY}?${new URLSearchParams([[entry.facet, entry.value]])}`;
          } else if (kind !== "pages") {
            entry.slug ||= entry.title.toLowerCase().replaceAll(" ", "-");
            entry.url = `${kind}/${encodeURIComponent(entry.slug)}.html`;
          }
          const isNew = this.take(entry, number);
          for (const title of entry.authors ?? []) {
            const url = `${LIBRARY}?${new URLSearchParams({ q: title })}`;
            this.take({ kind: "people", title, url, total: 0, parts: new Set() }, number);
            if (isNew) this.entries.get(url).total += 1;
          }
        }
      }
      this.engine.addAll(this.documents);
    }

    // Adds an entry, and says whether it is new.
    take(entry, number) {
      const known = this.entries.get(entry.url);
      (known ?? entry).parts.add(number);
      if (known) return false;
      entry.names = this.names.of(entry);
      this.entries.set(entry.url, entry);
      for (const name of entry.names) {
        if (name.kind === "initials") continue;
        if (!this.byKey.has(name.key)) this.byKey.set(name.key, []);
        this.byKey.get(name.key).push({ entry, name });
      }
      const names = entry.names.flatMap(({ text, whole }) => [text, whole]).join(" ");
      this.documents.push({ url: entry.url, names, text: entry.summary ?? "" });
      return true;
    }

    // The answers to `text`: a pair of terms to compare, a choice of resources, the hits of each kind, the best first,
    // and terms whose summary has the words. Where there is none of these, `nearest` has what fits a part of it.
    answer(text) {
      const asked = this.strip(text);
      const pair = this.pair(asked);
      const found = this.find(asked);
      const choice = this.choice(asked);
      const first = [...(pair?.hits ?? []), ...(choice?.hits ?? [])];
      const hits = [...new Map([...first, ...found.named].map((hit) => [hit.entry.url, hit])).values()];
      const kinds = KINDS.map((kind) => hits.filter(({ entry }) => entry.kind === kind));
      const shown = new Set(hits.map(({ entry }) => entry));
      const texts = found.spoken.filter((entry) => !shown.has(entry)).map((entry) => ({ entry }));
      return {
        pair: pair?.url ? pair : null,
        choice,
        // A page or list of just this name comes before terms that only begin with it.
        groups: kinds
          .map((some, place) => ({ kind: KINDS[place], hits: some }))
          .sort((a, b) => isClose(b) - isClose(a)),
        texts,
        nearest: hits.length + texts.length ? [] : found.near,
        guessed: Boolean(kinds[0][0]?.slip),
        isNamed: hits.some(({ slip }) => !slip),
      };
    }

    // The entry whose name equals the query, or null.
    exact(text) {
      const hits = this.find(this.strip(text)).named.filter(({ cost }) => cost <= EXTRA.hidden);
      return hits.length === 1 || (hits[0]?.cost === 0 && hits[1]?.cost > 0) ? hits[0].entry : null;
    }

    // Removes question words around the query: "what is a rubric" becomes "rubric". What is a name stays as it is: with a
    // term "What If", neither "what if" nor "what is what if" loses its "what".
    strip(text) {
      let bare = text
        .replaceAll("’", "'")
        .replace(/[?!.,;:"“”\s]+/g, " ")
        .trim();
      bare ||= text.trim();
      const isName = () => this.byKey.has(this.names.name(bare, "query").key);
      for (let before = ""; before !== bare; ) {
        before = bare;
        for (const phrase of this.asking.around) {
          // "WHO in schools" is about the organization.
          const [first] = this.names.words(bare);
          const shouted = first?.weight > 0.1 && this.byKey.has(first.stem);
          if (bare.toLowerCase().startsWith(`${phrase} `) && !shouted && !isName())
            bare = bare.slice(phrase.length + 1);
          if (bare.toLowerCase().endsWith(` ${phrase}`) && !isName())
            bare = bare.slice(0, -phrase.length - 1);
        }
      }
      const article = this.asking.articles.find((word) => bare.toLowerCase().startsWith(`${word} `));
      return article && !isName() ? bare.slice(article.length + 1) : bare;
    }

    // The entries that answer `text`: those with a name that fits, those that mention it, and, for want of better, those
    // of which a word fits.
    find(text) {
      const query = this.names.name(text, "query");
      const [named, spoken, near] = [[], [], []];
      if (!query.whole) return { named, spoken, near };
      const standing = this.standing(query);
      const results = new Map(this.candidates(query).map((result) => [result.id, result]));
      for (const url of new Set([...standing.keys(), ...results.keys()])) {
        const entry = this.entries.get(url);
        // What came with the head of the index is in no part, and always there.
        if (this.parts && ![undefined, ...this.parts].some((part) => entry.parts.has(part))) continue;
        const costs = entry.names.map((name) => nameCost(query, name));
        const best = [...costs, ...(standing.get(url) ?? [])].reduce((a, b) => (b.cost < a.cost ? b : a));
        // Slips alone make no answer unless every word is one: "best near me" is not "Test Learning Methods".
        if (best.share > 0.95 || (best.share >= 0.6 && best.firm)) named.push({ entry, ...best });
        else if (this.speaks(query, results.get(url))) spoken.push(entry);
        else if (best.firm) near.push({ entry, ...best });
      }
      named.sort(byCost);
      // Who typed a name right does not want to hear of others that are nearly spelled like it.
      const sure = named.length && !named[0].slip && named[0].cost <= 0.3;
      return {
        named: sure ? named.filter(({ slip }) => !slip) : named,
        spoken,
        near: near.sort((a, b) => b.firm - a.firm || byCost(a, b)),
      };
    }

    // Names that stand whole in the query, by the address of their entries, the longest first: "rubric" and
    // "project-based learning" in "a rubric for project based learning".
    standing({ words, key }) {
      const found = new Map();
      const weigh = (some) => some.reduce((sum, { weight }) => sum + weight, 0);
      // The less of the query a name covers, the more it costs: a name that fits all words but one slip comes first.
      const look = (text, covered) => {
        for (const { entry, name } of this.byKey.get(text) ?? []) {
          const cost = 1 - 0.7 * covered + EXTRA[name.kind];
          const hits = found.get(entry.url) ?? [];
          found.set(entry.url, [
            ...hits,
            { cost, slip: false, share: 1, firm: 1, standing: text !== key, name },
          ]);
        }
      };
      const total = weigh(words);
      for (const [first, { word }] of words.entries()) {
        for (let last = first + 1; last <= words.length; last += 1) {
          const part = words.slice(first, last);
          const text = part.map(({ stem: root }) => root).join(" ");
          if (text === key || part.some(({ weight }) => weight > 0.1)) look(text, weigh(part) / total);
        }
        if (UNSPACED.test(word)) {
          const letters = [...word].slice(0, LONGEST_RUN);
          for (const start of letters.keys())
            for (let end = start + 2; end <= letters.length; end += 1)
              look(letters.slice(start, end).join(""), (end - start) / letters.length / words.length);
        }
      }
      return found;
    }

    // The words of a query that say what is meant, as far as they are long enough to be looked for in texts.
    telling({ words }) {
      const own = words.filter(({ weight }) => weight > 0.1);
      const long = own.filter(({ word }) => word.length > 2 || UNSPACED.test(word));
      return long.length ? long : own.length ? own : words;
    }

    // The resources that values in a query choose together, as in "free videos on meaningful assessment". Other words
    // of it must be in their names. Null where it is no such query.
    choice(text) {
      const { words } = this.names.name(text, "query");
      const [values, rest] = [[], []];
      const named = (some) =>
        this.byKey
          .get(some.map(({ stem: root }) => root).join(" "))
          ?.find(
            ({ entry }) => entry.kind === "values" && values.every(({ facet }) => facet !== entry.facet),
          );
      for (let first = 0; first < words.length; ) {
        let [last, found] = [words.length, null];
        while (last > first && !found) {
          found = named(words.slice(first, last));
          if (!found) last -= 1;
        }
        if (found) values.push(found.entry);
        else if (words[first].weight > 0.1) rest.push(words[first]);
        first = found ? last : first + 1;
      }
      if (values.length < 2) return null;
      const places = values.map((value) => this.values.indexOf(value));
      const says = ({ names }) =>
        rest.every(({ stem: root }) =>
          names.some(({ words: own }) => own.some((word) => word.stem === root)),
        );
      const fitting = [...this.entries.values()].filter(
        (entry) => entry.chosen && places.every((place) => entry.chosen.includes(place)) && says(entry),
      );
      // The parts of a large index do not say what resources have which values.
      if (this.parts ? rest.length : !fitting.length) return null;
      const asked = values.map(({ facet, value }) => [facet, value]);
      if (rest.length) asked.push(["q", rest.map(({ word }) => word).join(" ")]);
      return {
        url: `${LIBRARY}?${new URLSearchParams(asked)}`,
        titles: [...values.map(({ title }) => title), ...rest.map(({ word }) => word)],
        hits: fitting.map((entry) => ({ entry, cost: 0, slip: false })),
      };
    }

    // How many of the words of a query that say what is meant a text has.
    wordsIn(text, query) {
      const own = this.names.words(text);
      const fits = ({ word, stem: root }) =>
        own.some(
          (one) =>
            one.stem === root ||
            (word.length > 2 && one.word.startsWith(word)) ||
            (UNSPACED.test(word) && one.word.includes(word)),
        );
      return this.telling(this.names.name(query, "query")).filter(fits).length;
    }

    candidates(query) {
      const own = query.words.filter(({ weight }) => weight > 0.1);
      const wanted = (own.length ? own : query.words).flatMap(({ word, stem: root }) => [
        word,
        root,
        word.slice(0, Math.max(5, Math.ceil(word.length / 2))),
      ]);
      const options = {
        prefix: true,
        // MiniSearch counts a swap of neighbors as two steps, so allow one more than the ranking does.
        fuzzy: (word) => slips(word, word) && slips(word, word) + 1,
        boost: { names: 4 },
        processTerm: (word) => word,
      };
      return this.engine
        .search([...new Set([...wanted, query.whole])].join(" "), options)
        .slice(0, CANDIDATES);
    }

    // Whether the text of a result contains the words of the query. Short words count only if there are no others.
    speaks(query, result) {
      if (!result) return false;
      const inText = result.terms.filter((word) => result.match[word].includes("text"));
      return this.telling(query).every(({ word, stem: root }) =>
        inText.some((one) => one === root || one.startsWith(word)),
      );
    }

    // The two terms of "x vs y". "or" separates two terms only if both sides are names and the whole query is not.
    pair(text) {
      const { versus, either } = this.asking;
      const cut = (word) => text.toLowerCase().split(` ${word} `);
      const sides = versus.map(cut).find((parts) => parts.length === 2);
      if (sides) return this.both(sides, 1);
      const named = either
        .map(cut)
        .filter((parts) => parts.length === 2)
        .map((parts) => this.both(parts, 0.7))
        .find(Boolean);
      const isName = ({ cost, standing }) => cost <= 0.3 && !standing;
      return named && !this.find(text).named.some(isName) ? named : null;
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

    // The words of a query that say what is meant, each with its stem; all words where none does.
    words(text) {
      const { words } = this.names.name(text, "query");
      const own = words.filter(({ weight }) => weight > 0.1);
      return own.length ? own : words;
    }

    // Whether a name in one of these parts begins with `word`, or has a form of it.
    begins({ word, stem: root }, numbers) {
      return [...this.entries.values()].some(
        ({ parts, names }) =>
          [undefined, ...numbers].some((number) => parts.has(number)) &&
          names.some(({ words }) => words.some((one) => one.word.startsWith(word) || one.stem === root)),
      );
    }

    // Words of a vocabulary that `word` may be a misspelling of, closest first.
    static near(word, vocabulary, most = 3) {
      const allowed = slips(word, word);
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
