// The status line: the state of the connection, the subscription and the loaded messages as text.
import { errorText } from '../errors.ts';
import { t } from '../i18n/index.ts';
import type { SubscriptionStatus } from './messages/channel-subscription.ts';
import type { LoadState } from './messages/load-state.ts';
import type { ConnectionDetail, ConnectionState } from './ports.ts';

/**
 * The status line. `countdown` is separate, so that screen readers do not announce each second, and a `brief` status is not announced:
 * a page that catches up does so for a moment, with many a message.
 */
export type Status = {
  tone: 'good' | 'busy' | 'bad';
  text: string;
  tooltip: string;
  brief: boolean;
  countdown: string;
  canRetry: boolean;
};

/** Everything the status depends on. */
export type Facts = {
  connection: ConnectionState;
  detail: ConnectionDetail;
  subscription: SubscriptionStatus;
  loadState: LoadState;
  completeTo: number | undefined;
  online: boolean;
  now: number;
};

/** The status line; the most severe problem comes first. */
export function status(facts: Facts): Status {
  const { connection, detail, subscription, loadState, online, now } = facts;
  if (!online) return bad(t.deviceOffline);
  if (connection === 'closed') return bad(disconnected(detail.error));
  if (connection === 'waiting') return bad(rejection(detail.error) ?? t.offline, countdown(detail.retryAt, now));
  if (connection !== 'live') return { ...CALM, tone: 'busy', text: t.connecting };
  if (subscription.state === 'refused') return bad(t.cannotSubscribe(subscription.problem ?? t.subscriptionRejected));
  if (loadState.state === 'failed')
    return bad(
      t.cannotLoadMessages(loadState.problem),
      loadState.retryAt === undefined ? '' : countdown(loadState.retryAt, now),
    );
  if (subscription.state !== 'live' || loadState.state === 'loading')
    return { ...CALM, tone: 'busy', text: t.catchingUp, brief: true };
  const { completeTo } = facts;
  return { ...CALM, text: t.connected, tooltip: completeTo ? t.upToDate(completeTo) : '' };
}

const CALM: Status = { tone: 'good', text: '', tooltip: '', brief: false, countdown: '', canRetry: false };

function bad(text: string, countdown = ''): Status {
  return { ...CALM, tone: 'bad', text, countdown, canRetry: true };
}

// Only a rejection needs its reason; a lost connection is described well enough by "Offline".
function rejection(error: unknown): string | undefined {
  const isRejection = error instanceof Error && 'code' in error && error.code === 'unauthorized';
  return isRejection ? t.notConnected(error.message) : undefined;
}

function disconnected(error: unknown): string {
  return error === undefined ? t.disconnected : t.disconnectedBecause(errorText(error));
}

function countdown(retryAt: number | undefined, now: number): string {
  const seconds = retryAt === undefined ? 0 : Math.ceil((retryAt - now) / 1000);
  return seconds > 0 ? t.retryingIn(seconds) : t.retryingNow;
}
