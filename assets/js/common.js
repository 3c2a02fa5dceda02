// What several scripts need: where the site is, elements, files that are loaded on demand, and text made comparable.
window.termbank ??= (() => {
  const base = new URL("..", document.currentScript.src).href;

  // --- elements ---

  // An element with properties; what has no property, such as "aria-labelledby", is set as an attribute.
  const element = (name, values = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(values)) {
      if (key.includes("-")) made.setAttribute(key, value);
      else made[key] = value;
    }
    made.append(...children);
    return made;
  };

  // --- files loaded on demand ---

  // The pages' security policy lets scripts add scripts only through here, and here only those of this site pass.
  const inside = (url) => {
    if (url.startsWith(base)) return url;
    throw new TypeError(url);
  };
  const policy = window.trustedTypes?.createPolicy("termbank", { createScriptURL: inside });
  const scriptUrl = (path) => (policy ? policy.createScriptURL(base + path) : inside(base + path));
  const loadScript = (path, values) =>
    document.head.append(element("script", { src: scriptUrl(path), ...values }));
  const loadStyle = (path, values) =>
    document.head.append(element("link", { rel: "stylesheet", href: base + path, ...values }));

  // --- data ---

  // Data files name the fields of their rows once: an object for each row, whose last fields may be missing.
  const records = (fields, rows) =>
    rows.map((row) => Object.fromEntries(row.map((value, place) => [fields[place], value])));

  // --- text ---

  // "Éléments" is found by "elements".
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // "{n} terms" with { n: 3 } is "3 terms".
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Whether the keys that readers press are meant for what they write in, and are no shortcuts.
  const isTyping = ({ target }) => target.closest("input, textarea, select, [contenteditable]") !== null;

  return { base, element, scriptUrl, loadScript, loadStyle, records, fold, fill, isTyping };
})();
