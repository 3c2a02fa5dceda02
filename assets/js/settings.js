// The reading settings: light or dark, cards, and keyboard shortcuts. `?` and a button open their dialog.
(() => {
  const { element, isTyping, loadScript, loadStyle } = termbank;
  const root = document.documentElement;
  const button = document.querySelector(".colophon button");
  if (!button || window.termbankSettings) return;
  const NAMES = ["theme", "cards", "shortcuts"];

  // --- choices ---

  const set = (name, value) => {
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
  };
  const tolerant = (step) => {
    try {
      step(localStorage);
    } catch {
      // If the browser denies storage, a choice lasts as long as the page.
    }
  };
  const recall = () =>
    tolerant((storage) => {
      for (const name of NAMES) set(name, storage.getItem(`termbank-${name}`));
    });
  const choose = ({ target: { name, type, value, checked } }) => {
    const choice = type === "checkbox" && !checked ? "off" : value;
    set(name, choice);
    tolerant((storage) => storage.setItem(`termbank-${name}`, choice));
  };

  // --- the dialog ---

  const input = (type, name, value, text) =>
    element(
      "label",
      {},
      element("input", { type, name, value, checked: (root.dataset[name] ?? "") === value }),
      text,
    );
  const group = (title, ...children) => element("fieldset", {}, element("legend", {}, title), ...children);
  const key = (name) => element("kbd", {}, name);
  const row = (text, ...keys) => element("div", {}, element("dt", {}, ...keys), element("dd", {}, text));

  let words;
  const show = () => {
    const dialog = element(
      "dialog",
      {
        className: "settings",
        "aria-labelledby": "settings-title",
        closedBy: "any",
        onchange: choose,
        onclose: () => dialog.remove(),
      },
      element("h2", { id: "settings-title" }, button.textContent),
      group(
        words.theme,
        input("radio", "theme", "", words.system),
        input("radio", "theme", "light", words.light),
        input("radio", "theme", "dark", words.dark),
      ),
      group(
        words.help,
        input("checkbox", "cards", "", words.cards),
        input("checkbox", "shortcuts", "", words.shortcuts),
      ),
      element("h3", {}, words.keys),
      element(
        "dl",
        {},
        row(words.search, key("/"), " ", key(`${words.control} K`)),
        row(words.dialog, key("?")),
        row(words.closing, key(words.escape)),
      ),
      element("button", { type: "button", onclick: () => dialog.close() }, words.close),
    );
    document.body.append(dialog);
    dialog.showModal();
  };
  window.termbankSettings = (found) => {
    words = found;
    show();
  };
  // The first time, the dialog's style loads and then its words, so that it never appears without style.
  let asked;
  const open = () => {
    if (words) return show();
    if (asked) return;
    asked = true;
    const loadWords = () => loadScript("data/settings.js");
    loadStyle("assets/css/components/settings.css", { onload: loadWords, onerror: loadWords });
  };

  recall();
  addEventListener("pageshow", recall);
  addEventListener("storage", recall);
  button.parentElement.hidden = false;
  button.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    const { key: pressed, ctrlKey, metaKey, altKey } = event;
    if (pressed !== "?" || ctrlKey || metaKey || altKey || root.dataset.shortcuts === "off") return;
    // A closed dialog's last focused field still receives keys; it is not visible, so it doesn't count.
    if (event.target.checkVisibility() && (isTyping(event) || event.target.closest("dialog"))) return;
    event.preventDefault();
    open();
  });
})();
