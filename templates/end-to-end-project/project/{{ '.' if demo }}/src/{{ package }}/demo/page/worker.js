// Keeps the site on the visitor's device, so that it works without a network.
importScripts("files.js"); // VERSION and FILES of this build
const OURS = `${registration.scope} `; // other sites of the same owner have caches beside ours
const NAME = OURS + VERSION;

addEventListener("install", (event) => {
  // no-cache: what the page has loaded is asked for again, but sent only if it changed
  const requests = FILES.map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(requests)));
});

addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith(OURS) && name !== NAME;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))));
});

addEventListener("fetch", (event) => {
  const kept = caches.match(event.request, { cacheName: NAME, ignoreSearch: true });
  event.respondWith(kept.then((found) => found ?? fetch(event.request)));
});
