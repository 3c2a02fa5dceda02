// Holds the search index, loads what a query needs of it, and prepares what is found for display.
(() => {
  // How many correct words to try for a misspelled one; each may need a part of its own.
  const SLIPS_A_WORD = 2;
  // Letters are typed faster than files load, so wait until the word is probably complete.
  const PAUSE = 120;
  // Of an index in two files, the first has answered by then.
  const LATER = 300;
  const [MORE, TEXTS] = ["data/search-more.js", "assets/js/components/texts.js"];
  const { base, element, fill, loadScript, count: counted } = termbank;
  const [asked, waiting] = [new Set(), new Set()];
  let [rank, index, words, parts, vocabulary, timer] = [null, null, null, [], null, 0];

  const changed = () => {
    for (const listener of termbankSearch.listeners) listener();
  };
  const fetchOnce = (path) => {
    if (asked.has(path)) return;
    asked.add(path);
    waiting.add(path);
    const done = () => {
      waiting.delete(path);
      changed();
    };
    loadScript(path, { async: false, onload: done, onerror: done });
  };
  const isHere = (path) => asked.has(path) && !waiting.has(path);

  // --- what comes with the files ---

  const data = (found) => {
    index = found;
    ({ words, parts = [] } = index);
    rank = new TermbankRank(index.language, words);
    rank.add(index);
    changed();
  };
  // Most queries are answered by the first file; this one has the resources and the summaries. Of a large index it is
  // the list of all words.
  const more = ({ vocabulary: all = "", summaries, resources, values = [] }) => {
    vocabulary = all.split(" ");
    if (parts.length) return;
    rank = new TermbankRank(index.language, words);
    rank.add({ ...index, summaries, resources, values: [...index.values, ...values] });
  };
  const part = (rows) => rank.add(rows);

  // --- the parts of a large index ---

  const pathOf = (number) => `data/search/${number}.js`;
  const partOf = (word) =>
    Math.max(
      0,
      parts.findLastIndex((first) => first <= word),
    );
  // "form" is looked for where it stands and, if the next part begins with it, there as well.
  const partsOf = (word) => {
    const number = partOf(word);
    return parts[number + 1]?.startsWith(word) ? [number, number + 1] : [number];
  };
  // Looking through all words takes a while, and a word is asked for again with every letter of the next one.
  const nearest = new Map();
  const near = (word) => {
    if (!nearest.has(word)) nearest.set(word, TermbankRank.near(word, vocabulary, SLIPS_A_WORD));
    return nearest.get(word);
  };
  // The parts that a query needs, and whether it needs the list of words: one that begins no name may be a slip.
  const partsFor = (query) => {
    const numbers = new Set();
    let slips = false;
    for (const one of rank.words(query)) {
      const own = [...partsOf(one.word), ...partsOf(one.stem)];
      for (const number of own) numbers.add(number);
      if (!own.map(pathOf).every(isHere) || rank.begins(one, own)) continue;
      slips = true;
      for (const word of vocabulary ? near(one.word) : []) numbers.add(partOf(word));
    }
    return { numbers, slips };
  };
  // Sets which parts answer a query, and returns the files of names that it still waits for.
  const prepare = (query) => {
    if (!parts.length) return [MORE];
    const { numbers, slips } = partsFor(query);
    rank.parts = numbers;
    return [...[...numbers].map(pathOf), ...(slips ? [MORE] : [])];
  };

  // --- what to show of an answer ---

  const NAMED = ["alias", "abbreviation"];
  const OF_TERMS = ["category", "principle"];
  const held = (entry, kind = "resources") => counted(words[`count_${kind}`], entry.total);

  const shown = {
    terms: ({ entry, name }) => ({
      hue: entry.hue,
      via: NAMED.includes(name?.kind) ? name.text : "",
      qualifier: entry.qualifier,
      note: entry.retired ? words.retired : "",
      text: entry.summary,
    }),
    resources: ({ entry }) => ({
      text: [...(entry.authors ?? []), entry.year].filter(Boolean).join(words.comma),
    }),
    values: ({ entry }) => ({
      hue: entry.hue,
      note: words.facets[entry.facet],
      text: held(entry, OF_TERMS.includes(entry.facet) ? "terms" : "resources"),
    }),
    people: ({ entry }) => ({ text: held(entry) }),
    pages: () => ({}),
  };
  // A resource opens at what leads to the work, so that the next press of Tab is there.
  const addressOf = ({ kind, url }) => `${base}${url}${kind === "resources" ? "#open" : ""}`;
  const hitOf = (query) => (hit) => ({
    url: addressOf(hit.entry),
    title: hit.entry.title,
    marks: (text) => rank.marks(text, query),
    ...shown[hit.entry.kind](hit),
  });
  const comparison = ({ hits: [a, b], url }) => ({
    url: base + url,
    title: fill(words.compare, { a: a.entry.title, b: b.entry.title }),
  });
  const selection = ({ titles, url, hits }) => ({
    url: base + url,
    title: titles.join(" · "),
    text: hits.length ? counted(words.count_resources, hits.length) : "",
  });

  // At most `most` hits under a label, which says of how many.
  const group = (label, hits, most, total = hits.length) => {
    const few = hits.slice(0, most);
    return {
      label: few.length < total ? `${label} (${fill(words.of, { n: few.length, total })})` : label,
      hits: few,
      total,
    };
  };

  // What is found for a query, by kind: at most `most` terms and half as many of each other kind. With `whole`, also
  // what texts say of it when names answer it. Null until the index has loaded.
  const ask = (query, most, whole = false) => {
    if (!rank) return null;
    const needed = prepare(query);
    const found = rank.answer(query);
    const half = Math.ceil(most / 2);
    const labels = { ...words, values: words.lists, terms: found.guessed ? words.guessed : words.terms };
    const first = [found.pair && comparison(found.pair), found.choice && selection(found.choice)];
    const groups = [
      { label: "", hits: first.filter(Boolean) },
      ...found.groups.map(({ kind, hits }) =>
        group(labels[kind], hits.map(hitOf(query)), kind === "terms" ? most : half),
      ),
    ];
    // Names come first: the texts are asked for once all names are there, and in a list only if no name answers.
    const spoken = found.texts.map(hitOf(query));
    let quotes = { hits: [], total: 0 };
    if (needed.every(isHere) && (whole || !found.isNamed)) {
      quotes = termbankSearch.quotes?.(query, rank, half, spoken) ?? quotes;
      needed.push(...(quotes.needed ?? [TEXTS]));
    }
    const texts = [...spoken, ...quotes.hits];
    groups.push(group(words.texts, texts, half, spoken.length + quotes.total));
    const near = found.nearest.slice(0, most).map(hitOf(query));
    const isComplete = needed.every(isHere);
    if (isComplete && !groups.some(({ hits }) => hits.length))
      groups.push({ label: words.nearest, hits: near });
    clearTimeout(timer);
    const count = groups.reduce((sum, { hits }) => sum + hits.length, 0);
    // The first answer is shown before anything else is loaded.
    if (!isComplete)
      timer = setTimeout(() => needed.forEach(fetchOnce), parts.length ? PAUSE : count ? LATER : 0);
    return {
      groups: groups.filter(({ hits }) => hits.length),
      count,
      isComplete,
      isWaiting: !count && !isComplete,
      message: count ? counted(words.found, count) : fill(words.none, { query }),
      all: fill(words.all, { query }),
      words,
    };
  };

  // --- elements ---

  const marked = (text, marks) => {
    const pieces = [];
    let end = 0;
    for (const [from, to] of marks(text)) {
      pieces.push(text.slice(end, from), element("mark", {}, text.slice(from, to)));
      end = to;
    }
    return [...pieces, text.slice(end)];
  };

  // The content of a hit's link.
  const line = ({ via, title, qualifier, note, text, marks = () => [] }) => {
    const head = element("span", { className: "hit-title" }, ...marked(title, marks));
    if (qualifier) head.append(" ", element("span", { className: "qualifier" }, `(${qualifier})`));
    const name = element("span", { className: "hit-name" }, head);
    if (via) name.prepend(element("span", { className: "hit-via" }, ...marked(via, marks)), " ");
    if (note) name.append(" ", element("span", { className: "aside-word" }, note));
    return text ? [name, " ", element("span", { className: "hit-text" }, ...marked(text, marks))] : [name];
  };

  Object.assign(termbankSearch, {
    data,
    more,
    part,
    ask,
    line,
    exact: (query) => {
      if (!rank) return null;
      prepare(query);
      const entry = rank.exact(query);
      return entry && addressOf(entry);
    },
  });
})();
