// Shared by the other scripts: the site's address, elements, files loaded on demand, rows of data, and text.
window.termbank ??= (() => {
  const base = new URL("..", document.currentScript.src).href;

  // --- elements ---

  // Creates an element. Names with a hyphen, such as "aria-labelledby", are attributes; all others are properties.
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

  // The pages' security policy (Trusted Types) allows new scripts only through `policy`, which accepts this site's own.
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

  // Turns the rows of a data file, which names their fields once, into objects. A row may lack its last fields.
  const records = (fields, rows) =>
    rows.map((row) => Object.fromEntries(row.map((value, place) => [fields[place], value])));

  // --- text ---

  // "elements" should find "Éléments".
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // "{n} terms" with { n: 3 } is "3 terms".
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // The text for a number in the language of the page. `forms` has a text for each plural form that differs.
  const count = (forms, n) => {
    let form = n === 1 ? "one" : "other";
    try {
      form = new Intl.PluralRules(document.documentElement.lang).select(n);
    } catch {
      // No language that browsers know, such as "x-own": English forms, as in the pages themselves.
    }
    return fill(forms[form] ?? forms.other, { n });
  };

  // Whether the reader is typing text, so that the key is no shortcut.
  const isTyping = ({ target }) => target.closest("input, textarea, select, [contenteditable]") !== null;

  return { base, element, scriptUrl, loadScript, loadStyle, records, fold, fill, count, isTyping };
})();
