// Disconnects a page that has been hidden for a while: AppSync bills each minute of a connection and each delivery.
import { computed, effect, type ReadonlySignal } from '@preact/signals';
import type { Clock, ConnectionState, Events } from './ports.ts';

/**
 * How long a hidden page stays connected. Connecting, subscribing and syncing again cost as much as some eight minutes of a connection with
 * its deliveries, and most users who look at another window are back sooner. See docs/cost.md.
 */
export const HIDDEN_CONNECTED_MS = 5 * 60_000;

/**
 * A page that was hidden for less than this, and whose connection is live, does not sync when it is visible again: nothing shows that
 * it has missed anything.
 */
const GLANCE_MS = 60_000;

/** What decides how long a page stays connected. `needsEvents`: the page has a use for events while it is hidden. */
export type ConnectionNeeds = { visible: boolean; needsEvents: boolean };

/** How long a page stays connected in its present state, in milliseconds; undefined for ever. */
export function connectedForMs({ visible, needsEvents }: ConnectionNeeds): number | undefined {
  return visible || needsEvents ? undefined : HIDDEN_CONNECTED_MS;
}

/** What is observed, and the events that are disconnected. */
export type HiddenPageDeps = {
  events: Pick<Events, 'disconnect'>;
  clock: Clock;
  visible: ReadonlySignal<boolean>;
  connection: ReadonlySignal<{ state: ConnectionState }>;
};

/**
 * Disconnects when the page does not need its connection any more, until the returned function is called. `wake()` of the events
 * connects a visible page again. Whatever else connects a hidden page, such as a publish, has it for the same time.
 */
export function disconnectWhileHidden({ events, clock, visible, connection }: HiddenPageDeps): () => void {
  const connected = computed(() => connection.value.state !== 'idle');
  return effect(() => {
    const forMs = connectedForMs({ visible: visible.value, needsEvents: false });
    if (forMs === undefined || !connected.value) return undefined;
    return clock.after(forMs, () => events.disconnect());
  });
}

/** Whether a page was only hidden for a moment. A time that is negative or unknown is none: a clock was set back, or a laptop slept. */
export function isGlance(hiddenMs: number | undefined): boolean {
  return hiddenMs !== undefined && hiddenMs >= 0 && hiddenMs < GLANCE_MS;
}
