// Formats each item of CSL-JSON by each style: reads {styles, locale, items}, writes {style: {id: html}}.
const { Engine } = require("./node_modules/citeproc");
const { styles, locale, items } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const byId = Object.fromEntries(items.map((item) => [item.id, item]));
const retrieveItem = (id) => byId[id];
const written = (style) => {
  const engine = new Engine({ retrieveLocale: () => locale, retrieveItem }, style, "en-US", true);
  const entry = ({ id }) => {
    engine.updateItems([id]);
    return [id, engine.makeBibliography()[1][0]];
  };
  return Object.fromEntries(items.map(entry));
};
console.log(
  JSON.stringify(Object.fromEntries(Object.entries(styles).map(([name, style]) => [name, written(style)]))),
);
