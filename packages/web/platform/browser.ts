// The state of the browser as signals: the address, the network, the visibility of the page; and what the tab stores.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { DraftStorage } from '../state/messages/drafts.ts';
import { messageAddress } from './address.ts';

/** The part of the address after `#`: the open channel. */
export const place: ReadonlySignal<string> = signalOf(() => decoded(location.hash.slice(1)), window, 'hashchange');

// The address from which the present one was opened.
let placeBefore: string | undefined;
addEventListener('hashchange', ({ oldURL }) => {
  if (oldURL) placeBefore = decoded(new URL(oldURL).hash.slice(1));
});

/** Whether the device reports a network. */
export const online: ReadonlySignal<boolean> = signalOf(() => navigator.onLine, window, 'online', 'offline');

/** Whether the page is visible. */
export const visible: ReadonlySignal<boolean> = signalOf(
  () => document.visibilityState === 'visible',
  document,
  'visibilitychange',
);

/** Whether the window is as narrow as a phone, where the channels are in a drawer. The same width is in `styles/layout.css`. */
export const narrow: ReadonlySignal<boolean> = media('(max-width: 640px)');

/** Whether the window is too narrow for a panel beside the channel: the panel covers it. The same width is in `styles/panel.css`. */
export const panelCovers: ReadonlySignal<boolean> = media('(max-width: 1040px)');

/** Whether there is a mouse and most likely a keyboard: only then is the composer focused when a channel is opened. */
export const finePointer: ReadonlySignal<boolean> = media('(pointer: fine)');

/** Opens an address, which the back button leaves again. */
export function goTo(address: string): void {
  location.hash = encoded(address);
}

/** Opens a channel at a message. */
export function openMessage(channel: string, seq: number): void {
  goTo(messageAddress(channel, seq));
}

/** Opens an address in place of the present one, which the back button then skips. */
export function replacePlace(address: string): void {
  history.replaceState(history.state, '', `#${encoded(address)}`);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** Leaves what was opened on top of an address, as the back button does if it would arrive there. */
export function returnTo(address: string): void {
  if (placeBefore === address) history.back();
  else replacePlace(address);
}

/** Calls back every second with the time; returns how to stop it. */
export function everySecond(tick: (now: number) => void): () => void {
  const timer = setInterval(() => tick(Date.now()), 1000);
  return () => clearInterval(timer);
}

/** Texts that all tabs share and that survive them. A storage that is full or denied keeps nothing. */
export const draftStorage: DraftStorage = {
  read: (key) => allowed(() => localStorage.getItem(key)) ?? '',
  write: (key, text) => allowed(() => (text === '' ? localStorage.removeItem(key) : localStorage.setItem(key, text))),
  keys: () => allowed(() => Object.keys(localStorage)) ?? [],
  subscribe: (listener) => addEventListener('storage', ({ key }) => key !== null && listener(key)),
};

/** Whether the storage says that this browser is registered for pushes: platform/notifications/push-registration.ts. */
export function isRegisteredForPushes(): boolean {
  return (allowed(() => localStorage.getItem(PUSH_REGISTRATION)) ?? null) !== null;
}

/** The key of the registration in the browser's storage. */
export const PUSH_REGISTRATION = 'parley.push';

function allowed<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch {
    return undefined;
  }
}

function media(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  return signalOf(() => list.matches, list, 'change');
}

function signalOf<T>(read: () => T, target: EventTarget, ...events: string[]): ReadonlySignal<T> {
  const current = signal(read());
  for (const event of events)
    target.addEventListener(event, () => {
      current.value = read();
    });
  return current;
}

// Without escaping the slashes, which no channel's name has.
function encoded(address: string): string {
  return encodeURIComponent(address).replaceAll('%2F', '/');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
