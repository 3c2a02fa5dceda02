// The citations of a page: a button that copies each, and those of a term for programs, which come from `data/cite.js`.
(() => {
  const { element, loadScript } = termbank;
  const { copy } = termbankCitations;
  const list = document.querySelector(".cite dl");
  const word = list.closest(".cite").dataset.copy;

  const offer = (item) => {
    const { textContent: text, innerHTML: html } = item;
    const name = `${word}: ${item.previousElementSibling.textContent}`;
    const button = element("button", { type: "button", className: "quiet", ariaLabel: name }, word);
    // What programs read must stay as it is; the styles keep their italics in a letter or a slide.
    button.addEventListener("click", () => copy(button, text, item.querySelector("pre") ? "" : html));
    item.append(element("p", { className: "label" }, button));
  };
  for (const item of list.querySelectorAll("dd")) offer(item);
  if (list.querySelector("pre")) return;

  const slug = decodeURIComponent(location.pathname.split("/").pop()).replace(/\.html$/, "");
  let names;
  const part = ({ rows }) => {
    const [, ...texts] = rows.find(([term]) => term === slug) ?? [];
    for (const [number, text] of texts.entries()) {
      const item = element("dd", {}, element("pre", {}, text));
      list.append(element("dt", {}, names[number]), item);
      offer(item);
    }
  };
  const data = ({ formats, parts, rows }) => {
    names = formats;
    part({ rows });
    const number = parts?.findLastIndex((first) => first <= slug) ?? -1;
    if (number >= 0) loadScript(`data/cite/${number}.js`);
  };
  Object.assign(termbankCitations, { data, part });
  loadScript("data/cite.js");
})();
