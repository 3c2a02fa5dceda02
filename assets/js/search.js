// Search on every page: `/` and Ctrl+K move to the field; its first focus loads everything else.
(() => {
  const { base, element, isTyping, loadScript, loadStyle } = termbank;
  const fields = [...document.querySelectorAll(".search input")];
  const menu = document.querySelector(".menu");
  const forms = document.querySelectorAll(".search:not(.search-filter)");

  // Each script needs the ones before it; without `async` they run in the order requested.
  const load = (path) => loadScript(path, { async: false });
  const start = () => {
    loadStyle("assets/css/components/results.css");
    load("assets/js/components/combobox.js");
    load("assets/vendor/minisearch/minisearch.js");
    for (const name of ["rank", "answers"]) load(`assets/js/components/${name}.js`);
    load("data/search.js");
  };
  // What is called when there is more to show.
  window.termbankSearch = { listeners: [] };

  for (const form of forms) {
    form.action = `${base}search.html`;
    if (!form.matches(".search-asked"))
      form.elements.q.addEventListener("focus", () => window.TermbankRank || start(), { once: true });
  }
  for (const field of fields) {
    field.setAttribute("aria-keyshortcuts", "/ Control+K");
    field.after(element("kbd", { ariaHidden: "true" }, "/"));
  }

  const isShortcut = (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (altKey || document.documentElement.dataset.shortcuts === "off") return false;
    if (ctrlKey || metaKey) return key === "k";
    return key === "/" && !isTyping(event);
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu?.open) {
      menu.open = false;
      menu.firstElementChild.focus();
    }
    const field = isShortcut(event) && fields.find((one) => one.checkVisibility());
    if (!field) return;
    event.preventDefault();
    field.select();
    field.focus();
  });
  // A tap elsewhere closes the menu, and the field that opened over the bar of a phone.
  addEventListener("pointerdown", ({ target }) => {
    if (menu?.open && !menu.contains(target)) menu.open = false;
    if (!target.closest(".search")) document.activeElement.closest(".masthead > .search input")?.blur();
  });
})();
