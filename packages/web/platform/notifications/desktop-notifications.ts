// Notifications of the operating system: the permission, showing one for each channel, and what a click does.
import { signal } from '@preact/signals';

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

/** Shows a notification, in place of the one of the same channel. `open` is called after a click, unless the worker receives it. */
export async function showNotification(
  { title, body, channel, seq }: { title: string; body: string; channel: string; seq: number },
  open: () => void,
): Promise<void> {
  if (readPermission() !== 'granted') return;
  const options = { body, tag: channel, icon: 'icon-192.png', data: { channel, seq } };
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

/** Closes the notification of a channel that the user has opened. */
export async function closeNotifications(channel: string): Promise<void> {
  const shown = (await (await installedWorker())?.getNotifications({ tag: channel })) ?? [];
  for (const one of shown) one.close();
}

/** Calls back with the channel of a notification that was clicked. */
export function onNotificationClick(open: (channel: string) => void): () => void {
  const onMessage = ({ data }: MessageEvent) => {
    const { kind, channel } = (data ?? {}) as { kind?: unknown; channel?: unknown };
    if (kind === 'open-channel' && typeof channel === 'string') open(channel);
  };
  navigator.serviceWorker?.addEventListener('message', onMessage);
  return () => navigator.serviceWorker?.removeEventListener('message', onMessage);
}
