// Pushes: what the service worker shows when one arrives, and what a click on it opens. Nothing here needs a text of the page.
import type { NotificationEvent, PushEvent, WorkerScope } from './worker-scope.ts';

/** The content of a push: packages/cloud/notifications/push-message.ts. */
type PushMessage = {
  channel: string;
  kind: string;
  title: string;
  seq: number;
  thread?: number;
  author: string;
  text?: string;
};

type Deps = Pick<WorkerScope, 'clients' | 'registration' | 'navigator'> & { base: string };

/** Shows the notification of a push. A page that is visible has told the user already. */
export async function showPush({ data }: PushEvent, { clients, registration, navigator }: Deps): Promise<void> {
  const message = parsePush(data?.json());
  if (!message) return;
  const { channel, kind, title, seq, thread, author, text = '' } = message;
  const tag = addressOf(channel, thread);
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.some(({ visibilityState }) => visibilityState === 'visible')) return;
  const shown = await registration.getNotifications({ tag });
  // A page that is hidden has shown it, or a retry of the push.
  if (shown.some(({ data }) => ((data ?? {}) as { seq?: number }).seq === seq)) return;
  await registration.showNotification(
    kind === 'direct' ? author : `${author} · ${kind === 'public' ? '#' : ''}${title}`,
    {
      body: text,
      tag,
      icon: 'icon-192.png',
      data: { channel, seq, ...(thread !== undefined && { thread }) },
    },
  );
  const all = await registration.getNotifications();
  await navigator.setAppBadge?.(all.length).catch(() => undefined);
}

/** Opens the channel, or the thread, of a notification that was clicked: in a page that is open, or in a new one. */
export async function openClicked({ notification }: NotificationEvent, { clients, base }: Deps): Promise<void> {
  notification.close();
  const { channel, thread } = (notification.data ?? {}) as { channel?: unknown; thread?: unknown };
  if (typeof channel !== 'string') return;
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ visibilityState }) => visibilityState === 'visible') ?? pages[0];
  if (!page) {
    await clients.openWindow(`${base}#${addressOf(encodeURIComponent(channel), thread)}`);
    return;
  }
  page.postMessage({ kind: 'open-channel', channel, ...(Number.isSafeInteger(thread) && { thread }) });
  await page.focus().catch(() => undefined);
}

// As in platform/address.ts.
function addressOf(channel: string, thread: unknown): string {
  return Number.isSafeInteger(thread) ? `${channel}/threads/${thread}` : channel;
}

function parsePush(input: unknown): PushMessage | undefined {
  const { channel, kind, title, seq, thread, author, text } = (input ?? {}) as Partial<PushMessage>;
  const isValid =
    typeof channel === 'string' && typeof author === 'string' && typeof title === 'string' && Number.isSafeInteger(seq);
  if (!isValid) return undefined;
  return {
    channel,
    kind: String(kind),
    title,
    seq: seq as number,
    author,
    ...(Number.isSafeInteger(thread) && { thread: thread as number }),
    ...(typeof text === 'string' && { text }),
  };
}
