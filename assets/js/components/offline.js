// Has the browser keep what its reader visits, and leads back to the page that was missing once there is a network.
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
