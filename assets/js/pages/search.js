// The search page: shows results for the query in the address; the 404 page searches for the address itself.
(() => {
  const { base, element } = termbank;
  const { ask, line, listeners } = termbankSearch;
  const SHOWN = 50;
  const PAUSE = 200;
  const form = document.querySelector(".search-asked");
  const field = form.elements.q;
  const place = document.querySelector(".hits");
  const status = document.querySelector("[role=status]");
  const start = document.querySelector(".search-start");
  const lost = "lost" in form.dataset;
  // Whether the query in the address is complete, so that the next one gets an entry of its own in the history.
  let settled = true;
  let timer = 0;

  // "…/terms/Formative_Assesment.html" means "formative assesment", ".../compare/a-and-b" means "a vs b".
  const meant = () => {
    const path = location.href.startsWith(base) ? location.href.slice(base.length) : location.pathname;
    const [name = ""] = path
      .replace(/[?#].*/, "")
      .split("/")
      .filter(Boolean)
      .slice(-1);
    const said = name.replace(/\.\w{1,5}$/, "").replaceAll("+", " ");
    const compared = /(^|\/)compare\//.test(path) ? said.replace("-and-", " vs ") : said;
    try {
      return decodeURIComponent(compared)
        .replace(/[-_.]+/g, " ")
        .trim();
    } catch {
      return "";
    }
  };
  const asked = () =>
    lost
      ? /\/404(\.html)?$/.test(location.pathname)
        ? ""
        : meant()
      : (new URLSearchParams(location.search).get("q") ?? "");

  const group = ({ label, hits }) => {
    const items = hits.map((hit) =>
      element(
        "li",
        {},
        element("a", { className: `hit hue-${hit.hue ?? "none"}`, href: hit.url }, ...line(hit)),
      ),
    );
    const list = element("ul", {}, ...items);
    return label ? element("section", {}, element("h2", {}, label), list) : list;
  };

  const show = () => {
    const query = field.value.trim();
    const found = query && ask(query, SHOWN, !lost);
    start.hidden = Boolean(query);
    place.ariaBusy = String(Boolean(query) && !found?.isComplete);
    if (!found || found.isWaiting) {
      place.replaceChildren();
      status.textContent = query ? form.dataset.waiting : "";
      return;
    }
    const way = element("a", { href: `${base}terms/index.html` }, found.words.browse);
    status.replaceChildren(...(found.count ? [found.message] : [found.message, " ", way, "."]));
    place.replaceChildren(...found.groups.map(group));
  };

  // Changing the address takes longer than searching, so wait for a pause in typing.
  const remember = () => {
    const query = field.value.trim();
    history[settled ? "pushState" : "replaceState"](
      null,
      "",
      query ? `?q=${encodeURIComponent(query)}` : location.pathname,
    );
    [settled, timer] = [false, 0];
  };
  const settle = () => {
    clearTimeout(timer);
    if (timer) remember();
    settled = true;
  };
  const read = () => {
    clearTimeout(timer);
    field.value = asked();
    [settled, timer] = [true, 0];
    show();
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = lost ? 0 : setTimeout(remember, PAUSE);
    show();
  });
  field.addEventListener("change", settle);
  form.addEventListener("submit", (event) => {
    if (lost) return;
    event.preventDefault();
    settle();
  });
  addEventListener("popstate", read);
  listeners.push(show);
  read();
})();
