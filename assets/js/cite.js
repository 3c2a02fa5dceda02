// Adds buttons that copy a citation or the page's address.
(() => {
  const { element } = termbank;
  const button = (label, name, copied, text) => {
    const status = element("span", { role: "status", className: "aside-word" });
    const made = element("button", { type: "button", className: "quiet", ariaLabel: name }, label);
    made.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      status.textContent = copied;
    });
    made.addEventListener("blur", () => status.replaceChildren());
    return element("p", { className: "label cite-copy" }, made, " ", status);
  };
  // The link "Cite" on a term's page leads to a closed box.
  const reveal = () => {
    const place = document.querySelector("details.cite");
    if (place && location.hash === "#cite") place.open = true;
  };
  addEventListener("hashchange", reveal);
  reveal();

  const address = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];

  for (const place of navigator.clipboard ? document.querySelectorAll(".cite") : []) {
    const [copy, copied, link] = place.dataset.words.split("|");
    for (const item of place.querySelectorAll("dd")) {
      item.append(
        button(copy, `${copy}: ${item.previousElementSibling.textContent}`, copied, item.textContent),
      );
    }
    place.after(button(link, link, copied, address));
  }
})();
