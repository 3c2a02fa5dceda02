// Filters the list of terms while the reader types; `?q=` comes from the search forms of other pages.
(() => {
  const { fill, fold } = termbank;
  const form = document.querySelector(".search-filter");
  const field = form.elements.q;
  const tally = document.querySelector(".tally");
  const all = tally.textContent;
  const none = form.querySelector(".search-none");
  const groups = [...document.querySelectorAll(".entries-letter")];
  const entries = [...document.querySelectorAll(".entries > li")].map((item) => ({
    item,
    names: fold(`${item.querySelector(".entry-word").textContent} ${item.dataset.aliases ?? ""}`),
  }));

  const narrow = () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { item, names } of entries) {
      item.hidden = !words.every((word) => names.includes(word));
      if (!item.hidden) count += 1;
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    none.hidden = count > 0;
    tally.textContent = words.length
      ? fill(form.dataset.tally, { n: count, query: field.value.trim() })
      : all;
  };

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  narrow();
})();
