// The installed page: its service worker, and new versions of the page.
import { systemClock } from '@parley/client';
import { newVersion } from '../state/new-version.ts';
import { PageUpdates } from '../state/page-updates.ts';
import { visible } from './browser.ts';

/** The file that the build gives the worker. */
const FILE = 'service-worker.js';

const pageUpdates = new PageUpdates({
  available: newVersion,
  // A script of another name, as in a build with live reload, is no older version.
  script: document.querySelector('script[src*="main-"]')?.getAttribute('src') ?? '',
  clock: systemClock,
  fetchPage: async () => (await fetch('./', { cache: 'no-cache' })).text(),
});

/** Installs the worker or updates it. A browser that has none, or denies it, works without. */
export function installServiceWorker(): void {
  const { serviceWorker } = navigator;
  serviceWorker?.register(FILE, { updateViaCache: 'none' }).catch(() => undefined);
  // A new worker has taken over: mostly, the page is new too.
  if (serviceWorker?.controller) serviceWorker.addEventListener('controllerchange', () => void pageUpdates.check());
  visible.subscribe((isVisible) => {
    if (isVisible) void pageUpdates.checkNowAndThen();
  });
}
