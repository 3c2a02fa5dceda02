// Narrows the tips to a category and a principle, which stay in the address; remembers ticks; prints what is shown.
(() => {
  const { base, fill } = termbank;
  const NAME = "termbank-ticked";
  const form = document.querySelector(".tips-tools");
  const sections = [...document.querySelectorAll(".listing > section")];
  const tips = [...document.querySelectorAll(".tip")];
  const boxes = [...document.querySelectorAll(".checklist input")];
  const none = document.querySelector(".tips-none");
  const tally = document.querySelector(".tally");
  const whole = tally.textContent;
  const fields = [form.elements.category, form.elements.principle].filter(Boolean);

  // --- the choice, and the address ---

  const show = () => {
    const [category, principle] = ["category", "principle"].map((name) => form.elements[name]?.value ?? "");
    const terms = { all: new Set(), shown: new Set() };
    for (const tip of tips) {
      tip.hidden =
        (category && tip.parentElement.dataset.category !== category) ||
        (principle && !tip.dataset.principles.split(" ").includes(principle));
      const { href } = tip.querySelector("h3 a");
      terms.all.add(href);
      if (!tip.hidden) terms.shown.add(href);
    }
    for (const section of sections) section.hidden = !section.querySelector(".tip:not([hidden])");
    none.hidden = terms.shown.size > 0;
    tally.textContent =
      category || principle
        ? fill(form.dataset.tally, { n: terms.shown.size, total: terms.all.size })
        : whole;
    document.querySelector(".tips-jump")?.toggleAttribute("hidden", Boolean(category));
  };
  const read = () => {
    const asked = new URLSearchParams(location.search);
    for (const field of fields) {
      const wanted = asked.get(field.name) ?? "";
      field.value = [...field.options].some(({ value }) => value === wanted) ? wanted : "";
    }
    show();
  };
  const choose = () => {
    const asked = new URLSearchParams(
      fields.filter(({ value }) => value).map(({ name, value }) => [name, value]),
    );
    const query = asked.size ? `?${asked}` : "";
    // Of a list in several parts, the tips of a category may be on another page.
    const elsewhere = form.elements.category?.selectedOptions[0].dataset.url;
    if (elsewhere) return location.assign(elsewhere + query);
    history.pushState(null, "", location.pathname + query);
    show();
  };
  form.addEventListener("change", choose);
  form.addEventListener("submit", (event) => event.preventDefault());
  none.querySelector("button").addEventListener("click", () => {
    for (const field of fields) field.value = "";
    choose();
    fields[0]?.focus();
  });
  form.elements.print.addEventListener("click", () => print());
  addEventListener("popstate", read);
  read();

  // --- ticks ---

  // A tick belongs to the words that it was set for: moved or between new tips it stays, reworded it is open again.
  const nameOf = (box) => {
    const term = box.closest(".tip").querySelector("h3 a").href.replace(base, "");
    const text = `${term} ${box.labels[0].textContent.trim()}`;
    let sum = 0;
    for (const sign of text) sum = (Math.imul(sum, 31) + sign.codePointAt(0)) | 0;
    return (sum >>> 0).toString(36);
  };
  const stored = () => {
    try {
      return new Set(JSON.parse(localStorage.getItem(NAME)));
    } catch {
      // Without storage, or with something else in it, ticks last as long as the page.
      return undefined;
    }
  };
  const recall = () => {
    const ticked = stored();
    if (ticked) for (const box of boxes) box.checked = ticked.has(nameOf(box));
  };
  const keep = (changed) => {
    const ticked = stored() ?? new Set();
    for (const box of changed) ticked[box.checked ? "add" : "delete"](nameOf(box));
    try {
      localStorage.setItem(NAME, JSON.stringify([...ticked]));
    } catch {
      // As above.
    }
  };
  for (const box of boxes) box.addEventListener("change", () => keep([box]));
  form.elements.clear?.addEventListener("click", () => {
    const shown = boxes.filter((box) => !box.closest("[hidden]"));
    for (const box of shown) box.checked = false;
    keep(shown);
  });
  addEventListener("storage", ({ key }) => key === NAME && recall());
  addEventListener("pageshow", recall);
  recall();
})();
