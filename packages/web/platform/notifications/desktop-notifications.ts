// Notifications of the operating system: the permission, showing one for each channel and thread, and what a click does.
import { signal } from '@preact/signals';
import { threadAddress } from '../address.ts';

/** What the browser permits; `unsupported` where it has no notifications. */
export type NotificationPermissionState = NotificationPermission | 'unsupported';

const readPermission = (): NotificationPermissionState => globalThis.Notification?.permission ?? 'unsupported';

/** The permission. Users may change it in the browser at any time. */
export const permission = signal<NotificationPermissionState>(readPermission());

// Safari cannot query it.
void navigator.permissions
  ?.query({ name: 'notifications' })
  .then((status) => status.addEventListener('change', () => refreshPermission()))
  .catch(() => undefined);

/** Reads the permission again. */
export function refreshPermission(): void {
  permission.value = readPermission();
}

/** Asks the user for the permission: browsers allow it only after a click. */
export async function requestPermission(): Promise<void> {
  await globalThis.Notification?.requestPermission();
  refreshPermission();
}

/** The service worker, once it is installed: notifications that it shows outlive the page. */
async function installedWorker(): Promise<ServiceWorkerRegistration | undefined> {
  return (await navigator.serviceWorker?.getRegistration().catch(() => undefined)) ?? undefined;
}

/** A notification of a message; `thread` is the root of the thread of a reply that is only there. */
export type DesktopNotification = { title: string; body: string; channel: string; seq: number; thread?: number };

/** Shows a notification, in place of the one of the same channel or thread. `open` is called after a click, unless the worker receives it. */
export async function showNotification(
  { title, body, ...place }: DesktopNotification,
  open: () => void,
): Promise<void> {
  if (readPermission() !== 'granted') return;
  const options = { body, tag: placeOf(place), icon: 'icon-192.png', data: place };
  const registration = await installedWorker();
  if (registration?.active) return registration.showNotification(title, options);
  // Chrome on Android has notifications of a worker only.
  try {
    const notification = new Notification(title, options);
    notification.onclick = () => {
      window.focus();
      open();
      notification.close();
    };
  } catch {
    // Nothing to show it with.
  }
}

/** The address of what a notification is about, which is its tag too: a channel or a thread. */
export function placeOf({ channel, thread }: { channel: string; thread?: number | undefined }): string {
  return thread === undefined ? channel : threadAddress({ channel, seq: thread });
}

/** Closes the notification of a channel or a thread that the user has opened. */
export async function closeNotifications(place: string): Promise<void> {
  const shown = (await (await installedWorker())?.getNotifications({ tag: place })) ?? [];
  for (const one of shown) one.close();
}

/** Calls back with the address that a notification was about which was clicked. */
export function onNotificationClick(open: (address: string) => void): () => void {
  const onMessage = ({ data }: MessageEvent) => {
    const { kind, channel, thread } = (data ?? {}) as { kind?: unknown; channel?: unknown; thread?: unknown };
    if (kind === 'open-channel' && typeof channel === 'string')
      open(placeOf({ channel, thread: Number.isSafeInteger(thread) ? Number(thread) : undefined }));
  };
  navigator.serviceWorker?.addEventListener('message', onMessage);
  return () => navigator.serviceWorker?.removeEventListener('message', onMessage);
}
