// Filters the resource library by facets and words, keeps the choice in the address, and offers the result for download.
window.termbankLibrary = (() => {
  const STEP = 200;
  // Of a long list of values, show the first 8; if it has only a few more, show all.
  const [FIRST, FEW] = [8, 3];
  const { count: counted, base, element, fill, fold, loadScript, records, save, saveTable } = termbank;
  const button = (textContent, act, className = "quiet") => {
    const made = element("button", { type: "button", className, textContent });
    made.addEventListener("click", act);
    return made;
  };
  const list = document.querySelector(".resources");
  const aside = document.querySelector(".facets");
  const onPage = [...list.children];
  let [words, formats, terms, facets, rows] = [{}, [], [], [], []];
  let [chosen, query, sort, shown, limit, settled] = [[], "", "title", [], STEP, true];

  // --- choices and matches ---

  const read = () => {
    const asked = new URLSearchParams(location.search);
    chosen = facets.map(
      ({ key, values }) =>
        new Set(
          asked
            .getAll(key)
            .map((name) => values.findIndex(({ value }) => value === name))
            .filter((place) => place >= 0),
        ),
    );
    query = asked.get("q") ?? "";
    sort = ["year", "term"].includes(asked.get("sort")) ? asked.get("sort") : "title";
  };
  const address = () => {
    const asked = new URLSearchParams();
    if (query.trim()) asked.set("q", query.trim());
    for (const [number, { key, values }] of facets.entries()) {
      for (const place of chosen[number]) asked.append(key, values[place].value);
    }
    if (sort !== "title") asked.set("sort", sort);
    return asked.size ? `?${asked}` : location.pathname;
  };
  const fits = (row, number) =>
    !chosen[number].size || row.facets[number].some((place) => chosen[number].has(place));
  const named = () => {
    const asked = fold(query).split(/\s+/).filter(Boolean);
    return asked.length ? rows.filter(({ text }) => asked.every((word) => text.includes(word))) : rows;
  };
  // A value's count is the number of resources that choosing it would show, given the choices in all other facets.
  const narrow = () => {
    const counts = facets.map(({ values }) => new Array(values.length).fill(0));
    shown = [];
    for (const row of named()) {
      const failed = facets.map((_, number) => number).filter((number) => !fits(row, number));
      if (!failed.length) shown.push(row);
      for (const number of failed.length ? failed : facets.keys()) {
        if (failed.length < 2) for (const place of row.facets[number]) counts[number][place] += 1;
      }
    }
    const collator = new Intl.Collator(document.documentElement.lang);
    if (sort === "year") shown.sort((a, b) => b.year - a.year);
    if (sort === "term") shown.sort((a, b) => !a.term - !b.term || collator.compare(a.term, b.term));
    return counts;
  };

  // --- the list ---

  // Names of another direction keep their order.
  const listed = (names) => names.flatMap((name) => [words.list_comma, element("bdi", {}, name)]).slice(1);
  const link = (href, textContent) => element("a", { href, textContent });
  const outward =
    (title) =>
    ([label, href]) => {
      const made = link(href, label);
      made.rel = "noopener noreferrer";
      made.append(element("span", { className: "unseen" }, ` ${title}`));
      return made;
    };
  const built = ({ page, title, opens, actions, authors, editors, year, terms: own, labels }) => {
    const facts = [labels("publisher"), labels("organization"), year]
      .filter(Boolean)
      .map((text) => element("span", {}, text));
    const served = own
      .flatMap((place) => [words.list_comma, link(base + terms[place].url, terms[place].label)])
      .slice(1);
    const about = element(
      "div",
      { className: "resource-about" },
      element("h2", {}, link(base + page, title)),
    );
    if (authors.length) about.append(element("p", { className: "resource-authors" }, ...listed(authors)));
    if (editors.length)
      about.append(
        element(
          "p",
          { className: "resource-authors" },
          element("span", { className: "label" }, words.edited_by),
          " ",
          ...listed(editors),
        ),
      );
    about.append(element("p", { className: "resource-imprint" }, ...facts));
    about.append(
      element(
        "p",
        { className: opens ? "resource-open" : "resource-open resource-unknown" },
        opens ? "" : `${words.no_link_known} `,
        ...actions.map(outward(title)),
      ),
    );
    if (served.length)
      about.append(
        element(
          "p",
          { className: "resource-terms" },
          element("span", { className: "label" }, words.for_terms),
          " ",
          ...served,
        ),
      );
    return element(
      "li",
      { className: "resource" },
      element(
        "p",
        { className: "resource-kind" },
        labels("type"),
        element("span", { className: "resource-access" }, labels("access")),
      ),
      about,
    );
  };
  const further = button(
    "",
    () => {
      const next = limit;
      limit += STEP;
      render();
      list.children[next]?.querySelector("a").focus();
    },
    "quiet lib-further",
  );
  // On phones a list of descriptions is a hundred screens long: each opens in place.
  const folded = (item) => {
    const body = item.querySelector(".body");
    if (!body || item.querySelector(".lib-about")) return item;
    const about = button(
      words.library_about,
      () => {
        about.ariaExpanded = item.classList.toggle("lib-open");
      },
      "quiet lib-about",
    );
    about.ariaExpanded = false;
    about.append(element("span", { className: "unseen" }, ` ${item.querySelector("h2").textContent}`));
    body.before(about);
    return item;
  };
  const render = () => {
    list.replaceChildren(...shown.slice(0, limit).map((row) => (row.item ??= folded(built(row)))));
    further.hidden = shown.length <= limit;
    further.textContent = counted(words.library_more, Math.min(STEP, shown.length - limit));
  };

  // --- the tools ---

  const status = element("p", { role: "status" });
  const chips = element("ul", { className: "lib-chosen" });
  const none = element("p", { className: "lib-none" });
  const field = element("input", { type: "search", autocomplete: "off", spellcheck: false });
  const order = element("select");
  const boxes = [];

  // --- the sheet of filters on phones ---

  const sheet = element("dialog", { className: "lib-sheet", closedBy: "any" });
  const choices = element("div", { className: "lib-choices" });
  const show = button("", () => (sheet.open ? sheet.close() : focusStatus()), "lib-show");
  const opener = button(
    "",
    () => (wide.matches ? choices.querySelector("input").focus() : open()),
    "lib-opener",
  );
  const focusStatus = () => {
    status.tabIndex = -1;
    status.focus();
  };
  // While the sheet is open, an entry of the history stands for it: Back closes it, and what was chosen in it is one step.
  let opened;
  const open = () => {
    opened = address();
    history.pushState({ sheet: true }, "", opened);
    sheet.showModal();
  };
  sheet.addEventListener("close", () => {
    if (!history.state?.sheet) return;
    if (address() === opened) history.back();
    else history.replaceState(null, "", address());
  });
  const back = () => {
    if (!sheet.open) {
      read();
      settled = true;
      return update();
    }
    sheet.close();
    if (address() !== opened) history.pushState(null, "", address());
  };
  const choice = (number, place, label) => {
    const box = element("input", { type: "checkbox" });
    const count = element("span", { className: "count" });
    box.addEventListener("change", () => toggle(number, place));
    boxes.push({ number, place, box, count });
    return element("label", {}, box, element("span", {}, label), count);
  };
  const fieldset = ({ label, values }, number) => {
    const choices = values.map(({ label: name }, place) => choice(number, place, name));
    const made = element(
      "fieldset",
      {},
      element("legend", {}, label),
      ...choices.splice(0, values.length > FIRST + FEW ? FIRST : FIRST + FEW),
    );
    if (choices.length)
      made.append(
        element(
          "details",
          {},
          element("summary", {}, counted(words.library_all_values, values.length)),
          ...choices,
        ),
      );
    return made;
  };
  const chip = ([number, place]) => {
    const name = facets[number].values[place].label;
    const made = button(
      name,
      () => {
        toggle(number, place);
        (chips.querySelector("button") ?? field).focus();
      },
      "",
    );
    made.ariaLabel = fill(words.without, { value: name });
    return element("li", {}, made);
  };
  const clear = () => {
    chosen = facets.map(() => new Set());
    query = "";
    changed();
    field.focus();
  };

  const update = () => {
    const counts = narrow();
    for (const { number, place, box, count } of boxes) {
      box.checked = chosen[number].has(place);
      box.closest("label").hidden = !counts[number][place] && !box.checked;
      count.textContent = counts[number][place];
    }
    // Nothing is left to choose from in a facet, or among the values that it folds away.
    for (const group of choices.querySelectorAll("fieldset, fieldset details"))
      group.hidden = !group.querySelector("label:not([hidden])");
    const active = chosen.flatMap((places, number) => [...places].map((place) => [number, place]));
    chips.replaceChildren(...active.map(chip));
    if (active.length || query.trim())
      chips.append(element("li", { className: "lib-clear" }, button(words.library_clear, clear)));
    if (field.value !== query) field.value = query;
    order.value = sort;
    status.textContent = counted(words.count, shown.length);
    show.textContent = counted(words.library_show, shown.length);
    opener.textContent = active.length ? `${words.narrow_down} (${active.length})` : words.narrow_down;
    none.hidden = shown.length > 0;
    limit = STEP;
    render();
  };
  const changed = () => {
    history[settled && !sheet.open ? "pushState" : "replaceState"](history.state, "", address());
    settled = true;
    update();
  };
  const toggle = (number, place) => {
    if (!chosen[number].delete(place)) chosen[number].add(place);
    changed();
  };
  const typed = () => {
    query = field.value;
    changed();
    settled = false;
  };

  // --- downloads ---

  const table = () => {
    const head = ["title", "authors", "editors", "year", ...facets.map(({ key }) => key), "url"];
    const lines = shown.map(({ title, authors, editors, year, opens, actions, labels }) => [
      title,
      authors.join("; "),
      editors.join("; "),
      year || "",
      ...facets.map(({ key }) => labels(key, "; ")),
      opens ? actions[0][1] : "",
    ]);
    saveTable("resources.csv", [head, ...lines]);
  };
  let [citations, waiting] = [null, null];
  const cited = (all) => {
    citations = all;
    waiting();
  };
  const cite = (act) => () => {
    waiting = () => act(shown.map(({ number }) => citations[number]));
    if (citations) waiting();
    else loadScript("data/library-cite.js");
  };
  // A work is cited in each format, in the order of the formats.
  const citing = ({ name, suffix, media_type: type, before, between, after }, place) => [
    name,
    cite((items) =>
      save(`resources.${suffix}`, type, before + items.map((item) => item[place]).join(between) + after),
    ),
  ];
  const copy = async ({ target }) => {
    await navigator.clipboard.writeText(location.href);
    target.textContent = words.copied;
    target.addEventListener("blur", () => (target.textContent = words.copy_link), { once: true });
  };

  // --- the page ---

  const tools = () => {
    field.ariaLabel = field.placeholder = words.library_filter;
    field.addEventListener("input", typed);
    field.addEventListener("change", () => (settled = true));
    for (const value of ["title", "year", "term"])
      order.append(element("option", { value }, words[`sort_${value}`]));
    order.addEventListener("change", () => {
      sort = order.value;
      changed();
    });
    none.append(words.library_none, " ", button(words.library_clear, clear));
    const search = element("div", { className: "search" }, field);
    const sorting = element("label", { className: "lib-line lib-sorting" }, words.library_sort, order);
    const line = element("div", { className: "lib-line" }, status, opener, sorting, downloads());
    return element("div", { className: "lib-tools" }, search, chips, line, none);
  };
  const downloads = () => {
    const ways = [[words.library_print, () => print()], [words.library_csv, table], ...formats.map(citing)];
    // Browsers offer the clipboard only to pages from HTTPS and from this machine.
    if (navigator.clipboard) ways.unshift([words.copy_link, copy]);
    const buttons = ways.map(([name, act]) => button(name, act));
    const summary = element("summary", {}, words.library_take);
    const box = element(
      "details",
      { className: "lib-take" },
      summary,
      element("div", { className: "lib-download" }, ...buttons),
    );
    const shut = () => (box.open = false);
    box.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape") return;
      shut();
      summary.focus();
    });
    addEventListener("pointerdown", ({ target }) => box.contains(target) || shut());
    box.addEventListener(
      "focusout",
      ({ relatedTarget }) => relatedTarget && !box.contains(relatedTarget) && shut(),
    );
    return box;
  };
  // The filters stand beside the list on wide screens and in a sheet on phones. In the order of the keyboard they come
  // behind the list, being fifty stops: a button above it leads to them, and the last of them back.
  const wide = matchMedia("(min-width: 68rem)");
  const place = () => {
    if (sheet.open) sheet.close();
    (wide.matches ? aside : sheet).append(choices, show);
    aside.hidden = !wide.matches;
    opener.ariaHasPopup = wide.matches ? null : "dialog";
  };
  const setUp = () => {
    list.before(tools());
    list.after(further);
    document.querySelector(".lib-heading .tally").remove();
    choices.append(...facets.slice(0, -1).map(fieldset));
    aside.replaceChildren(element("h2", {}, words.narrow_down));
    sheet.append(
      element(
        "header",
        {},
        element("h2", { id: "lib-sheet" }, words.narrow_down),
        button(words.close, () => sheet.close()),
      ),
    );
    sheet.setAttribute("aria-labelledby", "lib-sheet");
    // What a choice leaves is said there, too: everything behind the sheet is out of reach.
    show.ariaLive = "polite";
    list.closest("main").append(sheet);
    place();
    wide.addEventListener("change", place);
  };
  const row = (
    { page, title, opens, actions, authors, editors, year, terms: own, facets: places },
    number,
  ) => ({
    number,
    page,
    title,
    authors,
    year,
    terms: own,
    facets: [...places, own],
    editors,
    opens,
    actions,
    term: terms[own[0]]?.label ?? "",
    text: fold([title, ...authors, ...editors, ...own.map((place) => terms[place].label)].join(" ")),
    labels: (key, comma = words.list_comma) => {
      const at = facets.findIndex((facet) => facet.key === key);
      return at < 0 ? "" : [...places, own][at].map((place) => facets[at].values[place].label).join(comma);
    },
    item: onPage[number] && folded(onPage[number]),
  });
  const data = (found) => {
    const { fields } = found;
    ({ words, formats } = found);
    terms = records(fields.terms, found.terms);
    facets = found.facets.map((facet) => ({ ...facet, values: records(fields.values, facet.values) }));
    // The pages of terms lead here with `?term=slug`. Terms are too many to choose from: words in the field find them.
    const slugOf = (url) => decodeURIComponent(url.split("/").pop().split(".")[0]);
    facets.push({ key: "term", values: terms.map(({ label, url }) => ({ value: slugOf(url), label })) });
    rows = records(fields.resources, found.resources).map(row);
    setUp();
    read();
    update();
    addEventListener("popstate", back);
    addEventListener("beforeprint", () => {
      limit = Infinity;
      render();
    });
  };
  return { data, cited };
})();
