// The registration of this browser for pushes, which arrive while no page is open.
import type { PushApi } from '../../api/types.ts';
import { PUSH_REGISTRATION as KEY } from '../browser.ts';

/** What is known of the registration, in the browser. */
type Registered = { userId: string; deviceId: string; endpoint: string; at: number };

/** The registration is renewed after this time; the server forgets it after 30 days. */
const RENEW_AFTER_MS = 7 * 86_400_000;

/** Whether this browser is registered for a user. */
export function isRegistered(userId: string): boolean {
  return readRegistered()?.userId === userId;
}

/** Registers this browser; throws when it has no push service, or the server rejects it. Needs the permission for notifications. */
export async function register(userId: string, api: PushApi): Promise<void> {
  const registration = await navigator.serviceWorker?.ready;
  if (!registration?.pushManager) throw new Error('This browser has no pushes.');
  const applicationServerKey = await api.readPushKey();
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const deviceId = await api.registerDevice(subscription.toJSON());
  store({ userId, deviceId, endpoint: subscription.endpoint, at: Date.now() });
}

/** Renews the registration when it is old, or when the browser has another address; a browser that is registered for another user is left alone. */
export async function renew(userId: string, api: PushApi): Promise<void> {
  const known = readRegistered();
  if (known?.userId !== userId || Notification.permission !== 'granted') return;
  const registration = await navigator.serviceWorker?.ready;
  const subscription = await registration?.pushManager?.getSubscription();
  const isCurrent = subscription?.endpoint === known.endpoint && Date.now() - known.at < RENEW_AFTER_MS;
  if (!isCurrent) await register(userId, api);
}

/** Ends the registration. Without a network the browser's part ends, and the server's with the next push. */
export async function unregister(api: PushApi): Promise<void> {
  const known = readRegistered();
  if (!known) return;
  store(undefined);
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  await Promise.allSettled([subscription?.unsubscribe(), api.removeDevice(known.deviceId)]);
}

function readRegistered(): Registered | undefined {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? 'null') as Registered | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function store(registered: Registered | undefined): void {
  try {
    if (registered) localStorage.setItem(KEY, JSON.stringify(registered));
    else localStorage.removeItem(KEY);
  } catch {
    // A browser that denies storage registers again at the next visit.
  }
}
