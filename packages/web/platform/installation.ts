// Installs the service worker, when the page has nothing more urgent to do.

/** The file that the build gives the worker. */
const FILE = 'service-worker.js';

/** Installs the worker or updates it. A browser that has none, or denies it, works without. */
export function installServiceWorker(): void {
  navigator.serviceWorker?.register(FILE, { updateViaCache: 'none' }).catch(() => undefined);
}
