// Brings the search to every page: `/` and Ctrl+K lead to its field, whose first focus loads all the rest.
(() => {
  const base = new URL("..", document.currentScript.src).href;
  const fields = [...document.querySelectorAll(".search input")];
  const forms = document.querySelectorAll(".search:not(.filter)");
  const inside = (url) => {
    if (url.startsWith(base)) return url;
    throw new TypeError(url);
  };
  const policy = window.trustedTypes?.createPolicy("search", { createScriptURL: inside });

  const add = (name, values) => document.head.append(Object.assign(document.createElement(name), values));
  const load = (path) => {
    const url = base + path;
    add("script", { async: false, src: policy ? policy.createScriptURL(url) : url });
  };
  const start = () => {
    add("link", { rel: "stylesheet", href: `${base}assets/css/pages/search.css` });
    load("assets/vendor/minisearch/minisearch.js");
    for (const name of ["rank", "answers", "combobox"]) load(`assets/js/pages/${name}.js`);
    load("data/search.js");
  };
  window.termbankSearch = { base, load };

  for (const form of forms) {
    form.action = `${base}search.html`;
    if (!form.matches(".asked")) form.elements.q.addEventListener("focus", () => window.TermbankRank || start(), { once: true });
  }
  for (const field of fields) {
    field.setAttribute("aria-keyshortcuts", "/ Control+K");
    const key = Object.assign(document.createElement("kbd"), { textContent: "/" });
    key.ariaHidden = "true";
    field.after(key);
  }

  const wanted = ({ key, ctrlKey, metaKey, altKey, target }) => {
    if (altKey || document.documentElement.dataset.shortcuts === "off") return false;
    if (ctrlKey || metaKey) return key === "k";
    return key === "/" && !target.closest("input, textarea, select, [contenteditable]");
  };
  addEventListener("keydown", (event) => {
    const field = wanted(event) && (fields.find((one) => one.checkVisibility()) ?? fields.find((one) => one.closest("details")));
    if (!field) return;
    event.preventDefault();
    const menu = field.closest("details");
    if (menu) menu.open = true;
    field.select();
    field.focus();
  });
})();
