// Finds what the texts of the glossary say of a query: the words of all texts and the texts themselves come in parts.
(() => {
  const { base } = termbank;
  const { UNSPACED } = TermbankRank;
  const FOLDER = "data/texts/";
  // Characters around the words that were looked for, and words at each end by which a browser finds the sentence.
  const [REACH, ENDS] = [110, 4];
  const FOLDERS = { term: "terms/", resource: "resources/", page: "" };
  const [listed, rows] = [new Map(), []];
  const loaded = new Set();
  let index = null;

  const texts = (found) => (index = found);
  const said = ({ number, words, at }) => {
    loaded.add(`words-${number}`);
    const names = words.split(" ");
    for (const [place, steps] of at.entries()) listed.set(names[place], steps);
  };
  const spoken = ({ first, texts: some }) => {
    loaded.add(`${index.texts.indexOf(first)}`);
    for (const [place, row] of some.entries()) rows[first + place] = row;
  };

  // --- which records have the words ---

  const partOf = (word) =>
    Math.max(
      0,
      index.words.findLastIndex((first) => first <= word),
    );
  // What to look for: words, and of a run of letters without spaces each two of them.
  const pieces = ({ word, stem }) => {
    const letters = [...word];
    if (!UNSPACED.test(word) || letters.length === 1) return [{ word, stem }];
    return letters.slice(1).map((letter, place) => ({ word: letters[place] + letter, stem: "" }));
  };
  // The parts from the stem of a word to the last word that begins with it: "studies" finds "study" by "stud".
  const partsFor = ({ word, stem }) => {
    const root = stem && word.startsWith(stem.slice(0, -1)) ? stem.slice(0, -1) : word;
    const [first, last] = [partOf(root), partOf(`${root}\uffff`)];
    const near = Array.from({ length: last - first + 1 }, (_, place) => first + place);
    return root.length > 2 ? near : [...new Set([partOf(word), partOf(stem)])];
  };
  // Each record that has a form of the word, with how much it says of it. Of a word that is common everywhere, which
  // its list says by a 0 at the front, these are not all.
  const recordsOf = ({ word, stem }, rank) => {
    const found = new Map();
    let isCommon = false;
    for (const [one, steps] of listed) {
      if (one !== word && !(word.length > 2 && one.startsWith(word)) && !(stem && rank.stemOf(one) === stem))
        continue;
      let number = -1;
      for (const [place, step] of steps.entries()) {
        if (!place && !step) isCommon = true;
        number += step;
        const weight = (number & 1) + (one === word ? 1.5 : 1);
        if (step) found.set(number >> 1, Math.max(weight, found.get(number >> 1) ?? 0));
      }
    }
    return { found, isCommon };
  };
  const inAll = (wanted, rank) => {
    const lists = wanted.map((one) => recordsOf(one, rank));
    const rare = lists.filter(({ isCommon }) => !isCommon);
    const [first, ...others] = (rare.length ? rare : lists).map(({ found }) => found);
    return [...(first ?? [])]
      .filter(([number]) => others.every((found) => found.has(number)))
      .map(([number, weight]) => [number, others.reduce((sum, found) => sum + found.get(number), weight)])
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .map(([number]) => number);
  };

  // --- the sentence, and the address that leads to it ---

  // The sentence with most of the words, cut to what a list can show.
  const sentenceOf = (blocks, query, rank) => {
    let [best, most] = ["", 0];
    for (const block of blocks)
      for (const { segment } of new Intl.Segmenter(document.documentElement.lang || "en", {
        granularity: "sentence",
      }).segment(block)) {
        const found = rank.wordsIn(segment, query);
        if (found > most) [best, most] = [segment.trim(), found];
      }
    return best;
  };
  const cut = (sentence, query, rank) => {
    const [[from] = [0]] = rank.marks(sentence, query);
    if (from <= REACH) return sentence;
    return `… ${sentence.slice(sentence.indexOf(" ", from - REACH) + 1)}`;
  };
  // Browsers open a page at the text that its address names, and mark it.
  const fragment = (sentence) => {
    const encode = (text) => encodeURIComponent(text).replaceAll("-", "%2D");
    const words = sentence.split(" ");
    if (words.length <= 2 * ENDS) return `#:~:text=${encode(sentence)}`;
    return `#:~:text=${[words.slice(0, ENDS), words.slice(-ENDS)].map((some) => encode(some.join(" "))).join(",")}`;
  };

  // At most `most` records that say all words of the query, without those of `others`; `needed` are the files that are
  // yet to be loaded for them.
  const quotes = (asked, rank, most, others) => {
    const query = rank.strip(asked);
    const none = { hits: [], total: 0 };
    if (!index) return { ...none, needed: [`${FOLDER}index.js`] };
    const wanted = rank.telling(rank.names.name(query, "query")).flatMap(pieces);
    const missing = (names) =>
      [...new Set(names)].filter((name) => !loaded.has(name)).map((name) => `${FOLDER}${name}.js`);
    const words = missing(wanted.flatMap(partsFor).map((number) => `words-${number}`));
    if (words.length) return { ...none, needed: words };
    const known = new Set(others.map(({ url }) => url));
    const found = inAll(wanted, rank);
    const chosen = found.slice(0, most + others.length);
    const needed = missing(
      chosen.map((number) => String(index.texts.findLastIndex((first) => first <= number))),
    );
    const hits = chosen
      .filter((number) => rows[number])
      .map((number) => {
        const [kind, slug, title, hue, ...blocks] = rows[number];
        const sentence = sentenceOf(blocks, query, rank);
        const page = `${base}${FOLDERS[kind]}${encodeURIComponent(slug)}.html`;
        return {
          page,
          url: page + fragment(sentence),
          title,
          hue,
          text: cut(sentence, query, rank),
          marks: (text) => rank.marks(text, query),
        };
      });
    const fresh = hits.filter(({ page, text }) => text && !known.has(page));
    return { hits: fresh, total: found.length - hits.length + fresh.length, needed };
  };

  Object.assign(termbankSearch, { texts, said, spoken, quotes });
})();
