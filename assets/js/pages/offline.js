// On the page that stands in for a missing one: returns to that page when the network is back.
(() => {
  const again = document.querySelector("[data-again]");
  if (location.hash) {
    const wanted = new URL(decodeURIComponent(location.hash.slice(1)), termbank.base).href;
    if (wanted.startsWith(termbank.base)) {
      again.href = wanted;
      again.parentElement.hidden = false;
      addEventListener("online", () => location.replace(wanted));
    }
  }
})();
