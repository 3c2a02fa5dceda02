// The part of the service worker that is the same for all sites; sw.js sets VERSION and the files KEPT from the start.
// The network always comes first; kept files answer only if there is none, so nobody online sees an old page.
const MOST = 300;
const scope = registration.scope;
const at = (path, from = scope) => new URL(path, from).href;
const shell = KEPT.map((path) => at(path));

// Finds the addresses that a page or a style sheet loads by itself.
const LOADED = /<(?:link|script)\b[^>]*?(?:href|src)="([^"#?]+\.(?:css|js|svg))"|url\(["']?([^"')]+\.woff2)/g;

// A redirected reply as a plain one: browsers refuse redirected replies from a service worker for a page.
const withoutRedirect = (reply) => (reply.redirected ? new Response(reply.body, reply) : reply);

// Fetches and keeps a file and everything it loads; files that the site lacks are skipped.
const take = async (cache, url, seen = new Set()) => {
  if (seen.has(url) || !url.startsWith(scope)) return;
  seen.add(url);
  const reply = withoutRedirect(await fetch(url, { cache: "no-cache" }));
  if (!reply.ok) return;
  await cache.put(url, reply.clone());
  if (!/\.(html|css)$/.test(url)) return;
  const found = [...(await reply.text()).matchAll(LOADED)];
  await Promise.all(found.map(([, linked, font]) => take(cache, at(linked ?? font, url), seen)));
};

// Keeps the most recent visited pages, and all of the files kept from the start.
const keep = async (url, reply) => {
  const cache = await caches.open(scope);
  if (reply.status === 404) return cache.delete(url);
  if (!reply.ok || reply.redirected) return;
  await cache.put(url, reply);
  const spare = (await cache.keys())
    .map((request) => request.url)
    .filter((kept) => /\.html$/.test(kept) && !shell.includes(kept));
  await Promise.all(spare.slice(0, -MOST).map((kept) => cache.delete(kept)));
};

// One key per page, without query and hash; folders mean index.html, and some hosts leave out ".html".
const plain = (url) => {
  const [path] = url.split(/[?#]/);
  if (path.endsWith("/")) return `${path}index.html`;
  return /\/[^/.]+$/.test(path) ? `${path}.html` : path;
};

const answer = async (event) => {
  const { request } = event;
  const url = plain(request.url);
  try {
    const reply = await fetch(request, { cache: "no-cache" });
    event.waitUntil(keep(url, reply.clone()));
    return reply;
  } catch (failure) {
    const kept = await caches.match(url, { cacheName: scope });
    if (kept) return kept;
    if (request.mode !== "navigate") throw failure;
    return Response.redirect(at(`offline.html#${encodeURIComponent(request.url.slice(scope.length))}`));
  }
};

addEventListener("install", (event) => {
  skipWaiting();
  if (!KEPT.length) return;
  event.waitUntil(caches.open(scope).then((cache) => Promise.all(shell.map((url) => take(cache, url)))));
});

// The pages already open were loaded before the worker was active, so keep them now.
const begin = async () => {
  await clients.claim();
  const cache = await caches.open(scope);
  const open = await clients.matchAll({ type: "window" });
  await Promise.all(open.map(({ url }) => take(cache, plain(url)).catch(() => {})));
};

const end = async () => {
  await caches.delete(scope);
  await registration.unregister();
};

addEventListener("activate", (event) => event.waitUntil(KEPT.length ? begin() : end()));

addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (KEPT.length && method === "GET" && url.startsWith(scope)) event.respondWith(answer(event));
});
