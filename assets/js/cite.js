// Adds buttons that copy: each citation, and the address of the page.
(() => {
  const button = (label, name, copied, text) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: label, ariaLabel: name });
    const said = Object.assign(document.createElement("span"), { role: "status", className: "aside-word" });
    made.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      said.textContent = copied;
    });
    made.addEventListener("blur", () => (said.textContent = ""));
    const line = Object.assign(document.createElement("p"), { className: "label copying" });
    line.append(made, " ", said);
    return line;
  };
  const address = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];

  for (const place of navigator.clipboard ? document.querySelectorAll(".cite") : []) {
    const [copy, copied, link] = place.dataset.words.split("|");
    for (const item of place.querySelectorAll("dd")) {
      item.append(button(copy, `${copy}: ${item.previousElementSibling.textContent}`, copied, item.textContent));
    }
    place.after(button(link, link, copied, address));
  }
})();
