// Shows the reader's own list, or one that somebody shared: its entries stand in the address behind "#".
window.termbankMyList = (() => {
  const { base, count, element, list, loadScript, records, save, saveTable } = termbank;
  const place = document.querySelector(".mine");
  const known = new Map();
  let [words, formats, fields, parts, asked] = [{}, [], [], undefined, new Set()];

  // --- entries ---

  const part = ({ rows }) => {
    for (const row of records(fields, rows)) known.set(row.path, row);
  };
  const own = () => {
    try {
      return list.read();
    } catch {
      return [];
    }
  };
  let received = [];
  const shared = () => {
    const fragment = location.hash.slice(1);
    // The link that skips to the text leads to a part of this page: what was received stays.
    if (document.getElementById(fragment)) return received;
    try {
      const paths = fragment.split(",").map(decodeURIComponent);
      // An address may come from anybody: only entries of this site, each once.
      received = [...new Set(paths)].filter((path) => /^(terms|resources)\/[^/.:?#\\]+$/.test(path));
    } catch {
      received = [];
    }
    return received;
  };
  const entry = (path) => known.get(path) ?? { path, title: path.split("/")[1], about: words.gone, cite: -1 };
  const here = (document.querySelector("link[rel=canonical]")?.href ?? location.href).split("#")[0];
  const address = (path) => new URL(`${path.split("/").map(encodeURIComponent).join("/")}.html`, here).href;
  const linkTo = (paths) =>
    `${here}#${paths.map((path) => path.split("/").map(encodeURIComponent).join("/")).join(",")}`;

  // --- ways to take it along ---

  // What is taken is what is kept now: entries that were removed stay in sight until the page is left.
  const taken = () => {
    const kept = own();
    return shared().length ? shared() : kept;
  };
  const asText = () =>
    save(
      "my-list.txt",
      "text/plain",
      `${taken()
        .map(entry)
        .map(({ path, title, about }) => [title, about, address(path)].filter(Boolean).join("\n"))
        .join("\n\n")}\n`,
    );
  const asTable = () =>
    saveTable("my-list.csv", [
      ["title", "about", "url"],
      ...taken()
        .map(entry)
        .map(({ path, title, about }) => [title, about, address(path)]),
    ]);
  let citations, waiting;
  // `data/library-cite.js` calls this: how each resource is cited, in each format.
  window.termbankLibrary ??= {
    cited: (all) => {
      citations = all;
      waiting();
    },
  };
  const asCitations = ({ suffix, media_type: type, before, between, after }, number) => {
    waiting = () => {
      const cited = taken()
        .map(entry)
        .filter(({ cite }) => cite >= 0);
      save(
        `my-list.${suffix}`,
        type,
        before + cited.map(({ cite }) => citations[cite][number]).join(between) + after,
      );
    };
    if (citations) waiting();
    else loadScript("data/library-cite.js");
  };
  const copy = async ({ target }) => {
    await navigator.clipboard.writeText(linkTo(taken()));
    target.textContent = words.copied;
    target.addEventListener("blur", () => (target.textContent = words.copy), { once: true });
  };
  // A reader who closes the sheet of the system changed their mind: that is no error.
  const share = () => navigator.share({ title: document.title, url: linkTo(taken()) }).catch(() => {});

  // --- the page ---

  const button = (text, act) => element("button", { type: "button", className: "quiet", onclick: act }, text);
  const items = [];
  const item = (path) => {
    const href = `${base}${path.split("/").map(encodeURIComponent).join("/")}.html`;
    const link = element("a", { href });
    const text = element("p", { className: "entry-text" });
    const keep = element("button", { type: "button", className: "keep" }, words.keep);
    // What is known of an entry may come later: then it is filled in, so that the reader's focus stays where it is.
    const fill = () => {
      const { title, about } = entry(path);
      link.textContent = title;
      text.textContent = about;
      keep.setAttribute("aria-label", `${words.keep}: ${title}`);
    };
    fill();
    items.push(fill);
    try {
      list.bind(keep, path);
      keep.addEventListener("click", tools);
    } catch {
      keep.hidden = true;
    }
    return element(
      "li",
      {},
      element("p", { className: "entry-word" }, link),
      text,
      element("p", { className: "mine-address" }, address(path)),
      element("p", { className: "mine-keep" }, keep),
    );
  };
  const line = element("p", { className: "mine-tools" });
  const tally = element("p", { className: "tally", role: "status" });
  const tools = () => {
    const paths = taken();
    tally.textContent = paths.length ? count(words.count, paths.length) : words.empty;
    line.hidden = !paths.length;
    line.replaceChildren(
      ...(navigator.share ? [button(words.share, share)] : []),
      // Browsers offer the clipboard only to pages from HTTPS and from this machine; the link can be copied everywhere.
      ...(navigator.clipboard ? [button(words.copy, copy)] : []),
      element("a", { href: linkTo(paths) }, words.link),
      button(words.print, () => print()),
      button(words.text, asText),
      button(words.csv, asTable),
      ...(paths.some((path) => entry(path).cite >= 0)
        ? formats.map((format, number) => button(format.name, () => asCitations(format, number)))
        : []),
      ...(shared().length ? [] : [button(words.clear, clear)]),
    );
  };
  const clear = () => {
    list.write([]);
    show();
  };
  const keepAll = () => {
    list.write([...new Set([...own(), ...shared()])]);
    location.hash = "";
  };
  const offer = () => [
    element("p", { className: "mine-shared" }, words.shared),
    element(
      "p",
      { className: "mine-tools" },
      button(words.keep_all, keepAll),
      element("a", { href: "#" }, words.own),
    ),
  ];
  const filled = () => {
    for (const fill of items) fill();
    tools();
  };
  let shown = "";
  function show() {
    const paths = taken();
    shown = shared().join();
    // Of a large glossary, the parts that the list needs.
    for (const path of parts ? paths : []) {
      const number = parts.findLastIndex((first) => first <= path);
      if (number < 0 || asked.has(number)) continue;
      asked.add(number);
      loadScript(`data/my-list/${number}.js`, { onload: filled });
    }
    document.querySelector("main > .lead").hidden = shared().length > 0;
    items.length = 0;
    place.replaceChildren(
      ...(shared().length ? offer() : []),
      tally,
      element("ul", { className: "mine-entries" }, ...paths.map(item)),
      line,
    );
    tools();
  }
  const data = (found) => {
    ({ words, formats, fields, parts } = found);
    part(found);
    show();
    // What did not change stays, and so does the focus in it.
    addEventListener("hashchange", () => shared().join() !== shown && show());
    addEventListener("pageshow", ({ persisted }) => persisted && show());
  };
  return { data, part };
})();
