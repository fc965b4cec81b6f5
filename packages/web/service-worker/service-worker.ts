// The service worker of the page: keeps the page's files, so that it can be installed and starts without a network, and shows pushes.
import { PageCache, type PageFiles } from './page-cache.ts';
import { openClicked, showPush } from './push-messages.ts';
import type { WorkerScope } from './worker-scope.ts';

/** Filled in by the build. */
declare const PAGE_FILES: PageFiles;

const worker = globalThis as unknown as WorkerScope;

const base = new URL('./', worker.location.href).href;

const pageCache = new PageCache(PAGE_FILES, {
  base,
  languages: worker.navigator.languages,
  caches: worker.caches,
  fetch: (request, options) => worker.fetch(request, options),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

worker.addEventListener('install', (event) => {
  // A new worker takes over at once: the page itself decides when it is loaded again.
  event.waitUntil(pageCache.install().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([pageCache.removeOld(), worker.clients.claim()]));
});

worker.addEventListener('fetch', (event) => {
  const response = pageCache.respond(event.request);
  if (response) event.respondWith(response);
});

const { clients, registration, navigator } = worker;

worker.addEventListener('push', (event) => {
  event.waitUntil(showPush(event, { clients, registration, navigator, base }));
});

worker.addEventListener('notificationclick', (event) => {
  event.waitUntil(openClicked(event, { clients, registration, navigator, base }));
});
