// Leads on to a page's new address, and takes query and place along, which a redirect without a script cannot.
(() => {
  const target = new URL(document.currentScript.dataset.target, location.href);
  target.search = location.search;
  target.hash ||= location.hash;
  location.replace(target);
})();
