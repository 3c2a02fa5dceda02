// Has the browser keep what its reader visits, and leads back to the page that was missing once there is a network.
{
  const inside = new URL("../../../", document.currentScript.src).href;
  const worker = `${inside}sw.js`;
  if (navigator.serviceWorker && inside.startsWith("http")) {
    const only = (url) => {
      if (url === worker) return url;
      throw new TypeError(url);
    };
    const policy = window.trustedTypes?.createPolicy("offline", { createScriptURL: only });
    navigator.serviceWorker.register(policy ? policy.createScriptURL(worker) : worker, { updateViaCache: "none" });
  }

  const again = document.querySelector("[data-again]");
  if (again && location.hash) {
    const wanted = new URL(decodeURIComponent(location.hash.slice(1)), inside).href;
    if (wanted.startsWith(inside)) {
      again.href = wanted;
      again.parentElement.hidden = false;
      addEventListener("online", () => location.replace(wanted));
    }
  }
}
