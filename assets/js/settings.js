// Remembers how readers want to read: light or dark, with or without cards and keys. A dialog, which `?` opens, asks.
(() => {
  const root = document.documentElement;
  const base = new URL("..", document.currentScript.src).href;
  const button = document.querySelector(".colophon button");
  if (!button || window.termbankSettings) return;
  const NAMES = ["theme", "cards", "shortcuts"];
  const inside = (url) => {
    if (url.startsWith(base)) return url;
    throw new TypeError(url);
  };
  const policy = window.trustedTypes?.createPolicy("settings", { createScriptURL: inside });

  // --- what readers chose ---

  const set = (name, value) => {
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
  };
  const tolerant = (step) => {
    try {
      step(localStorage);
    } catch {
      // Where storage is denied, a choice holds for the page on which it was made.
    }
  };
  const recall = () => tolerant((storage) => NAMES.forEach((name) => set(name, storage.getItem(`termbank-${name}`))));
  const choose = ({ target: { name, type, value, checked } }) => {
    const choice = type === "checkbox" && !checked ? "off" : value;
    set(name, choice);
    tolerant((storage) => storage.setItem(`termbank-${name}`, choice));
  };

  // --- the dialog ---

  const make = (name, values, ...children) => {
    const element = Object.assign(document.createElement(name), values);
    element.append(...children);
    return element;
  };
  const input = (type, name, value, text) =>
    make("label", {}, make("input", { type, name, value, checked: (root.dataset[name] ?? "") === value }), text);
  const group = (title, ...children) => make("fieldset", {}, make("legend", {}, title), ...children);
  const key = (name) => make("kbd", {}, name);
  const row = (text, ...keys) => make("div", {}, make("dt", {}, ...keys), make("dd", {}, text));

  let words;
  const show = () => {
    const dialog = make(
      "dialog",
      { className: "settings", closedBy: "any", onchange: choose, onclose: () => dialog.remove() },
      make("h2", { id: "settings-title" }, button.textContent),
      group(words.theme, input("radio", "theme", "", words.system), input("radio", "theme", "light", words.light), input("radio", "theme", "dark", words.dark)),
      group(words.help, input("checkbox", "cards", "", words.cards), input("checkbox", "shortcuts", "", words.shortcuts)),
      make("h3", {}, words.keys),
      make("dl", {}, row(words.search, key("/"), " ", key(`${words.control} K`)), row(words.dialog, key("?")), row(words.closing, key(words.escape))),
      make("button", { type: "button", onclick: () => dialog.close() }, words.close),
    );
    dialog.setAttribute("aria-labelledby", "settings-title");
    document.body.append(dialog);
    dialog.showModal();
  };
  window.termbankSettings = (told) => {
    words = told;
    show();
  };
  // The first time, its style and then its words are fetched.
  let asked;
  const open = () => {
    if (words) return show();
    if (asked) return;
    asked = true;
    const url = `${base}data/settings.js`;
    const tell = () => document.head.append(make("script", { src: policy ? policy.createScriptURL(url) : url }));
    document.head.append(make("link", { rel: "stylesheet", href: `${base}assets/css/pages/settings.css`, onload: tell, onerror: tell }));
  };

  recall();
  addEventListener("pageshow", recall);
  addEventListener("storage", recall);
  button.parentElement.hidden = false;
  button.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    const { key: pressed, ctrlKey, metaKey, altKey, target } = event;
    if (pressed !== "?" || ctrlKey || metaKey || altKey || root.dataset.shortcuts === "off") return;
    // Just after the dialog was closed, what had the focus in it still gets the keys.
    if (target.closest("input, textarea, select, [contenteditable], dialog")?.checkVisibility()) return;
    event.preventDefault();
    open();
  });
})();
