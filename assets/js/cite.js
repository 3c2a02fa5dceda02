// Shares the page's address, and lets headings copy theirs; the buttons of citations load with the first look at them.
(() => {
  const { element, loadScript } = termbank;
  const line = document.querySelector(".take");
  if (!line || window.termbankCitations) return;
  const [share, copied, copyLink] = line.dataset.words.split("|");
  const address = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];

  // Copies text, as HTML as well if there is any, and says so behind the element `near`. Where the browser forbids it,
  // the text stands there to be copied by hand.
  const said = element("span", { role: "status", className: "aside-word" });
  const copy = async (near, text, html) => {
    said.replaceChildren();
    near.after(said);
    near.addEventListener("blur", () => said.replaceChildren(), { once: true });
    const blob = (data, type) => ({ [type]: new Blob([data], { type }) });
    try {
      if (html && window.ClipboardItem)
        await navigator.clipboard.write([
          new ClipboardItem({ ...blob(text, "text/plain"), ...blob(html, "text/html") }),
        ]);
      else await navigator.clipboard.writeText(text);
      said.textContent = ` ${copied}`;
    } catch {
      said.textContent = ` ${text}`;
    }
  };
  window.termbankCitations = { copy };

  const button = element(
    "button",
    { type: "button", className: "quiet" },
    navigator.share ? share : copyLink,
  );
  button.addEventListener("click", () => {
    if (!navigator.share) return copy(button, address);
    // A reader who closes the system's sheet has decided; any other failure leaves the address to be copied.
    const failed = ({ name }) => name === "AbortError" || copy(button, address);
    navigator.share({ title: document.title, url: address }).catch(failed);
  });
  line.firstElementChild.after(button);

  addEventListener("click", ({ target }) => {
    const link = target.closest?.("main :is(h2, h3, h4, h5, h6) > a[href^='#']");
    if (link) copy(link, address + link.hash);
  });

  // The link "Cite" leads into a closed box, which older browsers do not open by themselves.
  const box = document.querySelector("details.cite");
  const reveal = () => {
    if (box && location.hash === "#cite") box.open = true;
  };
  box?.addEventListener("toggle", () => loadScript("assets/js/components/citations.js"), { once: true });
  addEventListener("hashchange", reveal);
  reveal();
})();
