// Shows on a page of its own what is found, for the words in the address or, where no page was, for the address itself.
(() => {
  const { ask, base, element, line, whenChanged } = termbankSearch;
  const SHOWN = 50;
  const form = document.querySelector(".asked");
  const field = form.elements.q;
  const place = document.querySelector(".answers");
  const status = document.querySelector("[role=status]");
  const start = document.querySelector(".start");
  const lost = "lost" in form.dataset;
  // Whether the words in the address are a search that Back should come back to.
  let settled = true;

  // "…/terms/Formative_Assesment.html" means "formative assesment", ".../compare/a-and-b" means "a vs b".
  const meant = () => {
    const path = location.href.startsWith(base) ? location.href.slice(base.length) : location.pathname;
    const [name = ""] = path.replace(/[?#].*/, "").split("/").filter(Boolean).slice(-1);
    const said = name.replace(/\.\w{1,5}$/, "").replaceAll("+", " ");
    const compared = /(^|\/)compare\//.test(path) ? said.replace("-and-", " vs ") : said;
    try {
      return decodeURIComponent(compared).replace(/[-_.]+/g, " ").trim();
    } catch {
      return "";
    }
  };
  const asked = () => (lost ? (/\/404(\.html)?$/.test(location.pathname) ? "" : meant()) : (new URLSearchParams(location.search).get("q") ?? ""));

  const group = ({ label, hits }) => {
    const items = hits.map((hit) => element("li", {}, element("a", { class: `hit hue-${hit.hue}`, href: hit.url }, ...line(hit))));
    const list = element("ul", {}, ...items);
    return label ? element("section", {}, element("h2", {}, label), list) : list;
  };

  const show = () => {
    const query = field.value.trim();
    const found = query && ask(query, SHOWN);
    start.hidden = Boolean(query);
    if (!found) {
      place.replaceChildren();
      status.textContent = "";
      return;
    }
    const way = element("a", { href: `${base}terms/index.html` }, found.words.browse);
    status.replaceChildren(...(found.count ? [found.said] : [found.said, " ", way, "."]));
    place.replaceChildren(...found.groups.map(group));
  };

  const remember = () => {
    const query = field.value.trim();
    const address = query ? `?q=${encodeURIComponent(query)}` : location.pathname;
    history[settled ? "pushState" : "replaceState"](null, "", address);
    settled = false;
  };
  const read = () => {
    field.value = asked();
    settled = true;
    show();
  };

  field.addEventListener("input", () => {
    if (!lost) remember();
    show();
  });
  field.addEventListener("change", () => (settled = true));
  form.addEventListener("submit", (event) => {
    if (lost) return;
    event.preventDefault();
    settled = true;
  });
  addEventListener("popstate", read);
  whenChanged(show);
  read();
})();
