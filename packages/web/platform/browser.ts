// What the browser tells of itself, as signals: the address, the network, whether the page is in view, the time.
import { type ReadonlySignal, signal } from '@preact/signals';

/** The part of the address after `#`: the open channel. */
export const place: ReadonlySignal<string> = following(() => decoded(location.hash.slice(1)), window, 'hashchange');

/** Whether the device says that it has a network. */
export const online: ReadonlySignal<boolean> = following(() => navigator.onLine, window, 'online', 'offline');

/** Whether the page is in view. */
export const visible: ReadonlySignal<boolean> = following(
  () => document.visibilityState === 'visible',
  document,
  'visibilitychange',
);

/** Whether the window is as narrow as a phone, where the channels are in a drawer. The same width is in `styles/layout.css`. */
export const narrow: ReadonlySignal<boolean> = media('(max-width: 640px)');

/** Whether there is a mouse and most likely a keyboard: only then is the composer given the focus unasked. */
export const finePointer: ReadonlySignal<boolean> = media('(pointer: fine)');

/** Goes to a channel. */
export function goTo(channel: string): void {
  location.hash = encodeURIComponent(channel);
}

/** Calls back every second with the time, until it is stopped. */
export function everySecond(tick: (now: number) => void): () => void {
  const timer = setInterval(() => tick(Date.now()), 1000);
  return () => clearInterval(timer);
}

/** What this tab keeps over a reload, '' where there is nothing; a storage that is full or forbidden keeps nothing. */
export const notes = {
  get: (key: string): string => {
    try {
      return sessionStorage.getItem(key) ?? '';
    } catch {
      return '';
    }
  },
  set: (key: string, text: string): void => {
    try {
      if (text === '') sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, text);
    } catch {
      // What is typed is then kept only until the page is reloaded.
    }
  },
};

function media(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  return following(() => list.matches, list, 'change');
}

function following<T>(read: () => T, target: EventTarget, ...events: string[]): ReadonlySignal<T> {
  const current = signal(read());
  for (const event of events)
    target.addEventListener(event, () => {
      current.value = read();
    });
  return current;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
