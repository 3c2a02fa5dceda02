// Asks the search of a built site without a browser: reads {site, queries}, writes for each query what is answered.
// All names are loaded, as after many queries; what texts say needs a browser.
const { readFileSync, existsSync } = require("node:fs");
const { createContext, runInContext } = require("node:vm");

const { site, queries } = JSON.parse(readFileSync(0, "utf8"));
const document = { currentScript: { src: "file:///assets/js/common.js" }, documentElement: { lang: "en" } };
const page = createContext({ document, URL, URLSearchParams, Intl });
page.window = page;
const run = (folder, path) =>
  existsSync(`${folder}/${path}`) && runInContext(readFileSync(`${folder}/${path}`, "utf8"), page);
const own = `${__dirname}/../assets`;

run(own, "js/common.js");
run(own, "vendor/minisearch/minisearch.js");
run(own, "js/components/rank.js");
runInContext(
  `const termbankSearch = {
    data: (index) => { globalThis.index = index; },
    more: (rows) => {
      globalThis.rank = new TermbankRank(index.language, index.words);
      rank.add({ ...index, ...rows, values: [...index.values, ...(rows.values ?? [])] });
    },
    part: (rows) => rank.add(rows),
  };`,
  page,
);
run(site, "data/search.js");
run(site, "data/search-more.js");
for (let number = 0; run(site, `data/search/${number}.js`) !== false; number += 1);

const titles = (hits = []) => hits.map(({ entry }) => entry.title);
const answered = (query) => {
  const { pair, choice, groups, texts, nearest, guessed } = page.rank.answer(query);
  return {
    pair: pair?.url ?? null,
    choice: choice?.url ?? null,
    ...Object.fromEntries(groups.map(({ kind, hits }) => [kind, titles(hits)])),
    first: groups[0].kind,
    texts: titles(texts),
    nearest: titles(nearest),
    guessed,
    exact: page.rank.exact(query)?.title ?? null,
  };
};
console.log(JSON.stringify(queries.map(answered)));
