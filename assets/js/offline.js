// Starts the service worker that keeps visited pages. Other sites have no `data-offline` and no worker.
if ("offline" in document.documentElement.dataset && termbank.base.startsWith("http")) {
  navigator.serviceWorker?.register(termbank.scriptUrl("sw.js"), { updateViaCache: "none" });
}
