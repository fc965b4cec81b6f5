// The start of the page: loads the configuration, completes the sign-in, and renders the page.
import { EventsClient } from '@parley/client';
import { render } from 'preact';
import { httpApi } from './api/http-api.ts';
import { Session } from './auth/session.ts';
import { loadConfig } from './config.ts';
import { t } from './i18n/index.ts';
import { applyAppearance } from './platform/appearance.ts';
import { online, visible } from './platform/browser.ts';
import type { openOfflineStorage } from './platform/offline-storage.ts';
import { Chat } from './state/chat.ts';
import { systemClock } from './state/ports.ts';
import { Profiles } from './state/users/profiles.ts';
import { App } from './views/app.tsx';
import { ErrorScreen } from './views/screens.tsx';

const page = document.getElementById('page') as HTMLElement;

async function start(): Promise<void> {
  applyAppearance();
  const config = await loadConfig(fetch, 'config.json');
  const session = new Session({
    signIn: config.signIn,
    home: `${location.origin}/`,
    storage: localStorage,
    tabStorage: sessionStorage,
    onStorageChange: (changed) => addEventListener('storage', changed),
    locks: navigator.locks,
    fetch: (input, init) => fetch(input, init),
    now: () => Date.now(),
    go: (address) => location.assign(address),
  });
  const visit = await session.complete(location.href).then(
    (hash) => ({ hash, error: undefined }),
    (error: Error) => ({ hash: location.hash, error: error.message }),
  );
  // The code in the address has been redeemed; it belongs neither in the history nor in a bookmark.
  if (visit.hash !== undefined) {
    history.replaceState(null, '', `${location.pathname}${visit.hash}`);
    dispatchEvent(new Event('hashchange'));
  }
  const open = () => {
    const user = session.user.peek();
    if (!user) throw new Error(t.notSignedIn);
    const httpApiDeps = {
      api: config.api,
      authorization: (renew?: boolean) => session.bearer(renew),
      fetch: window.fetch.bind(window),
    };
    const events = new EventsClient({
      http: config.eventsHttp,
      realtime: config.eventsRealtime,
      authorization: (refused) => session.authorization(refused),
    });
    const openOutboxStorage = async () => (await loadOutboxStorage()).openIndexedDbStorage(user.userId);
    const openOfflineStorage = offlineStorageOf(user.userId);
    const profiles = new Profiles(user.userId, {
      openApi: async () => (await loadUsersApi()).profilesApi(httpApiDeps),
      clock: systemClock,
      openOfflineStorage,
    });
    return {
      chat: new Chat(user, {
        api: httpApi(httpApiDeps),
        events,
        clock: systemClock,
        online,
        visible,
        openOutboxStorage,
        openOfflineStorage,
      }),
      profiles,
    };
  };
  const guests = config.signIn.guests !== undefined;
  const clearOffline = async (userId: string) => (await loadOfflineStorage()).clearOfflineStorage(userId);
  const describeInvitation = async (code: string) =>
    (await import('./api/invitation-api.ts')).describeInvitation(
      { api: config.api, fetch: window.fetch.bind(window) },
      code,
    );
  const { files } = config;
  render(
    <App {...{ session, describeInvitation, guests, signInError: visit.error, open, clearOffline, files }} />,
    page,
  );
}

// Loaded while the first sync is in flight, and kept by the service worker for a start without a network.
const loadOutboxStorage = () => import('./platform/indexeddb-storage.ts');
const loadUsersApi = () => import('./api/users-api.ts');
const loadOfflineStorage = () => import('./platform/offline-storage.ts');

function offlineStorageOf(userId: string) {
  let opened: ReturnType<typeof openOfflineStorage> | undefined;
  const open = async () => (await loadOfflineStorage()).openOfflineStorage(userId);
  return () => {
    opened ??= open();
    return opened;
  };
}

// The files that the worker keeps are downloaded after those that the page itself waits for. The browser may have loaded the page before
// the texts had arrived, for which this script waits.
const install = () =>
  import('./platform/installation.ts').then(
    (module) => module.installServiceWorker(),
    () => undefined,
  );
if (document.readyState === 'complete') void install();
else addEventListener('load', install);

start().catch((error: Error) => {
  render(<ErrorScreen title={t.cannotStart} error={error.message} retry={() => location.reload()} />, page);
});
