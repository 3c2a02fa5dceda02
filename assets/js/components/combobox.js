// Lists results below a search field while the reader types (WAI-ARIA's combobox with a listbox).
(() => {
  const { base, element } = termbank;
  const SHOWN = 5;
  // Long enough not to interrupt a screen reader at every letter.
  const PAUSE = 400;

  const setUp = (form, number) => {
    const id = `answers-${number}`;
    const field = form.elements.q;
    const list = element("div", { role: "listbox", id, ariaLabel: field.ariaLabel, hidden: true });
    // A list that scrolls would be a stop of the Tab key in some browsers; the arrow keys move in it, from the field.
    list.tabIndex = -1;
    const none = element("p", { className: "search-none", hidden: true });
    const status = element("p", { role: "status", className: "unseen" });
    const panel = element("div", { className: "hits hits-drop", hidden: true }, none, list);
    const settings = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": id,
      "aria-expanded": "false",
    };
    let [active, timer] = [-1, 0];

    const options = () => [...list.querySelectorAll("[role=option]")];

    const choose = (place) => {
      options().forEach((option, index) => {
        option.ariaSelected = String(index === place);
        if (index === place) option.scrollIntoView({ block: "nearest" });
      });
      active = place;
      if (place < 0) field.removeAttribute("aria-activedescendant");
      else field.setAttribute("aria-activedescendant", options()[place].id);
    };

    const close = () => {
      choose(-1);
      panel.hidden = list.hidden = true;
      field.ariaExpanded = "false";
      clearTimeout(timer);
      status.textContent = "";
    };

    const option = (content, url, hue, place) =>
      element(
        "a",
        {
          role: "option",
          id: `${id}-${place}`,
          href: url,
          tabIndex: -1,
          ariaSelected: "false",
          className: `hit hue-${hue}`,
        },
        ...content,
      );

    const fill = (found, query) => {
      let place = 0;
      const groups = found.groups.map(({ label, hits }, index) => {
        const links = hits.map((hit) => {
          place += 1;
          return option(termbankSearch.line(hit), hit.url, hit.hue ?? "none", place);
        });
        if (!label) return element("div", { role: "group", ariaLabel: field.ariaLabel }, ...links);
        const name = `${id}-group-${index}`;
        return element(
          "div",
          { role: "group", "aria-labelledby": name },
          element("p", { id: name, className: "label" }, label),
          ...links,
        );
      });
      const rest = found.count
        ? option([found.all], `${base}search.html?q=${encodeURIComponent(query)}`, "none", 0)
        : option([found.words.browse], `${base}terms/index.html`, "none", 0);
      rest.classList.add("hits-rest");
      list.replaceChildren(...groups, rest);
      list.ariaLabel = found.words.results;
      none.hidden = found.count > 0;
      none.textContent = found.message;
    };

    const open = () => {
      const query = field.value.trim();
      if (!query) return close();
      // This script comes before the others, to say that they are on their way.
      const found = termbankSearch.ask?.(query, SHOWN);
      const isWaiting = !found || found.isWaiting;
      choose(-1);
      panel.hidden = false;
      list.hidden = isWaiting;
      field.ariaExpanded = String(!isWaiting);
      if (isWaiting) {
        none.hidden = false;
        none.textContent = form.dataset.waiting;
      } else fill(found, query);
      clearTimeout(timer);
      timer = setTimeout(
        () => (status.textContent = isWaiting ? form.dataset.waiting : found.message),
        PAUSE,
      );
    };

    const keys = {
      ArrowDown: (count) => ((active + 2) % (count + 1)) - 1,
      ArrowUp: (count) => ((active + count + 1) % (count + 1)) - 1,
      Home: () => (active < 0 ? null : 0),
      End: (count) => (active < 0 ? null : count - 1),
    };

    const press = (event) => {
      if (event.isComposing) return;
      if (panel.hidden && event.key === "ArrowDown") open();
      if (panel.hidden) return;
      const next = list.hidden ? null : (keys[event.key]?.(options().length) ?? null);
      if (next !== null) choose(next);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active >= 0) options()[active].click();
      else return;
      event.preventDefault();
    };

    const submit = (event) => {
      const address = termbankSearch.exact?.(field.value);
      if (!address) return;
      event.preventDefault();
      location.assign(address);
    };

    for (const [name, value] of Object.entries(settings)) field.setAttribute(name, value);
    form.append(panel, status);
    field.addEventListener("input", open);
    field.addEventListener("keydown", press);
    form.addEventListener("submit", submit);
    form.addEventListener("focusout", ({ relatedTarget }) => form.contains(relatedTarget) || close());
    // Keep the focus in the field while something in the list is clicked.
    panel.addEventListener("mousedown", (event) => event.preventDefault());
    const refresh = () => document.activeElement === field && active < 0 && open();
    termbankSearch.listeners.push(refresh);
    refresh();
  };

  document.querySelectorAll("form.search:not(.search-filter, .search-asked)").forEach(setUp);
})();
