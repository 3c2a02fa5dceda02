// Registers the service worker; on the offline page, returns to the missing page when the network is back.
(() => {
  const { base, scriptUrl } = termbank;
  if (navigator.serviceWorker && base.startsWith("http")) {
    navigator.serviceWorker.register(scriptUrl("sw.js"), { updateViaCache: "none" });
  }

  const again = document.querySelector("[data-again]");
  if (again && location.hash) {
    const wanted = new URL(decodeURIComponent(location.hash.slice(1)), base).href;
    if (wanted.startsWith(base)) {
      again.href = wanted;
      again.parentElement.hidden = false;
      addEventListener("online", () => location.replace(wanted));
    }
  }
})();
