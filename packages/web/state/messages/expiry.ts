// Messages that expire while the page has them: they leave the open channel when their time is over, and when an owner shortens it.
import { type Channel, type Entry, expiredEntry, isExpired } from '@parley/chat';
import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Clock } from '../ports.ts';

/** How late an expired message leaves the page: its channel keeps it for a day at least. */
export const CHECK_EVERY_MS = 60_000;

/** Where entries of a channel are known: `rewrite` replaces them in their places. */
export type KnownEntries = { rewrite(change: (entries: readonly Entry[]) => readonly Entry[]): void };

/** `known` is undefined while no channel is open. */
export type ExpiryDeps = {
  channels: ReadonlySignal<readonly Channel[]>;
  known: () => { channel: string; entries: KnownEntries } | undefined;
  clock: Clock;
};

/** Entries without what has expired; the same list if nothing has. A change expires with its message, if that is known. */
export function entriesAsOf(entries: readonly Entry[], channel: Channel, now: number): readonly Entry[] {
  const { retentionDays = 0, expiredSeq = 0 } = channel;
  if (retentionDays === 0 && expiredSeq === 0) return entries;
  const expired = new Set(entries.filter((one) => isExpired(one, channel, now)).map(({ seq }) => seq));
  const isOver = (one: Entry) => expired.has(one.seq) || ('target' in one && expired.has(one.target));
  const isKnown = (one: Entry) => 'expired' in one && one.expired === true;
  if (entries.every((one) => isKnown(one) || !isOver(one))) return entries;
  return entries.map((one) => (isOver(one) ? expiredEntry(one) : one));
}

/** Removes what expires from the known entries. What the server returns is without it, and so is what a browser has kept. */
export function expireMessages({ channels, known, clock }: ExpiryDeps): () => void {
  const minute = signal(0);
  let cancel: (() => void) | undefined;
  const tick = () => {
    minute.value += 1;
    cancel = clock.after(CHECK_EVERY_MS, tick);
  };
  cancel = clock.after(CHECK_EVERY_MS, tick);
  const stop = effect(() => {
    const { channel: name, entries } = known() ?? {};
    const channel = channels.value.find((one) => one.name === name);
    if (!entries || !channel || minute.value < 0) return;
    untracked(() => entries.rewrite((all) => entriesAsOf(all, channel, clock.now())));
  });
  return () => {
    stop();
    cancel?.();
  };
}
