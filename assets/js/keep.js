// Keeps terms and resources on the reader's own list, which a page of its own shows.
(() => {
  const { base } = termbank;
  // Several sites may share a host, and with it the browser's storage.
  const NAME = `termbank-list ${base}`;
  const read = () => {
    const kept = JSON.parse(localStorage.getItem(NAME) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  };
  const write = (paths) => localStorage.setItem(NAME, JSON.stringify(paths));
  // The address of a page within the site: "terms/rubric", also where a host leaves out ".html".
  const pathOf = (href) => decodeURI(href.slice(base.length)).replace(/(\.html)?([?#].*)?$/, "");
  const bind = (button, path) => {
    const show = () => (button.ariaPressed = read().includes(path));
    button.addEventListener("click", () => {
      const others = read().filter((other) => other !== path);
      write(button.ariaPressed === "true" ? others : [...others, path]);
      show();
    });
    for (const event of ["pageshow", "storage"]) addEventListener(event, show);
    show();
  };
  termbank.list = { read, write, bind };
  const button = document.querySelector(".keep");
  try {
    if (button) bind(button, pathOf(location.href));
  } catch {
    // Without storage there is no list: the button stays out of sight.
  }
})();
