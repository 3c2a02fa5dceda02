// Holds the search index, loads the parts that a query needs, and prepares what it finds for display.
(() => {
  // How many correct words to try for a misspelled one; each may need a part of its own.
  const SLIPS_A_WORD = 2;
  // Letters are typed faster than parts load, so wait until the word is probably complete.
  const PAUSE = 120;
  const { base, element, fill, count: counted } = termbank;
  const { load } = termbankSearch;
  const listeners = [];
  const asked = new Set();
  let [rank, words, parts, vocabulary, timer] = [null, null, [], [], 0];

  const changed = () => {
    for (const listener of listeners) listener();
  };

  const data = (index) => {
    ({ words, parts = [] } = index);
    vocabulary = index.vocabulary?.split(" ") ?? [];
    rank = new TermbankRank(index.language, words);
    rank.add(index);
    changed();
  };
  const part = (rows) => {
    rank.add(rows);
    changed();
  };

  const fetchOnce = (path) => {
    if (!asked.has(path)) load(path);
    asked.add(path);
  };
  const texts = ({ terms }) => {
    rank.addTexts(terms);
    changed();
  };

  const partOf = (word) =>
    Math.max(
      0,
      parts.findLastIndex((first) => first <= word),
    );
  // Looking through all words takes a while, and a word is asked for again with every letter of the next one.
  const nearest = new Map();
  const near = (word) => {
    if (!nearest.has(word)) nearest.set(word, TermbankRank.near(word, vocabulary, SLIPS_A_WORD));
    return nearest.get(word);
  };
  const partsFor = (query) =>
    new Set(rank.words(query).flatMap(({ word, stem }) => [word, stem, ...near(word)].map(partOf)));
  const prepare = (query) => {
    rank.parts = parts.length ? partsFor(query) : null;
  };
  const fetchFor = (query) => {
    for (const number of partsFor(query)) fetchOnce(`data/search/${number}.js`);
  };

  // --- what to show of an answer ---

  const NAMED = ["alias", "abbreviation"];

  const term =
    (query) =>
    ({ entry, name }) => ({
      url: base + entry.url,
      hue: entry.hue ?? "none",
      via: NAMED.includes(name?.kind) ? name.text : "",
      title: entry.title,
      qualifier: entry.qualifier,
      note: entry.retired ? words.retired : "",
      text: entry.summary ?? "",
      marks: (text) => rank.marks(text, query),
    });
  const resource =
    (query) =>
    ({ entry }) => ({
      url: base + entry.url,
      hue: "none",
      title: entry.title,
      text: [...(entry.authors ?? []), entry.year].filter(Boolean).join(words.comma),
      marks: (text) => rank.marks(text, query),
    });
  const comparison = ({ hits: [a, b], url }) => ({
    url: base + url,
    hue: "none",
    title: fill(words.compare, { a: a.entry.title, b: b.entry.title }),
    text: "",
    marks: () => [],
  });

  const groups = (query, most) => {
    const { pair, terms, resources, texts, nearest, guessed } = rank.answer(query, most);
    const shown = { terms: term(query), resources: resource(query) };
    return [
      { label: "", hits: pair ? [comparison(pair)] : [] },
      { label: guessed ? words.guessed : words.terms, hits: terms.map(term(query)) },
      { label: words.resources, hits: resources.map(resource(query)) },
      { label: words.texts, hits: texts.map(term(query)) },
      { label: words.nearest, hits: nearest.map((hit) => shown[hit.entry.kind](hit)) },
    ].filter(({ hits }) => hits.length);
  };

  // Everything to show for a query; null until the index has loaded.
  const ask = (query, most) => {
    if (!rank) return null;
    prepare(query);
    const found = groups(query, most);
    clearTimeout(timer);
    if (parts.length) timer = setTimeout(fetchFor, PAUSE, query);
    else if (!found.some(({ label }) => label === words.terms))
      timer = setTimeout(fetchOnce, PAUSE, "data/search-texts.js");
    const count = found.reduce((sum, { hits }) => sum + hits.length, 0);
    return {
      groups: found,
      count,
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
  const line = ({ via, title, qualifier, note, text, marks }) => {
    const head = element("span", { className: "hit-title" }, ...marked(title, marks));
    if (qualifier) head.append(" ", element("span", { className: "qualifier" }, `(${qualifier})`));
    const name = element("span", { className: "hit-name" }, head);
    if (via) name.prepend(element("span", { className: "hit-via" }, ...marked(via, marks)), " ");
    if (note) name.append(" ", element("span", { className: "aside-word" }, note));
    return text ? [name, " ", element("span", { className: "hit-text" }, ...marked(text, marks))] : [name];
  };

  Object.assign(termbankSearch, {
    data,
    part,
    texts,
    ask,
    line,
    exact: (query) => {
      if (!rank) return null;
      prepare(query);
      return rank.exact(query);
    },
    whenChanged: (listener) => listeners.push(listener),
  });
})();
