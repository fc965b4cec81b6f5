// Checks pins: the list of a channel, the marks of its messages and the counts in its log are those that the log alone produces.
import type { Item, Logs, RecordedEntry, Records, Violation } from './records.ts';

/** The list of pinned messages that a page shows at the end, the newest pin first, and the number beside it. */
export type PinList = { tab: string; channel: string; count: number; listed: readonly number[] };

/** The pinned messages of a log, in the order of their pins: the seq of each, and of the entry that has pinned it. */
type Pins = ReadonlyMap<number, number>;

/** Checks the tables, and what every member sees at the end. */
export function checkPins(
  records: Pick<Records, 'screens' | 'chat'>,
  logs: Logs,
  lists: readonly PinList[],
): Violation[] {
  return [...logs].flatMap(([channel, log]) => {
    const { pins, wrong } = pinsOf(log);
    const here = (one: { channel: string }) => one.channel === channel;
    return [
      ...wrong.map((description) => ({ rule: 'pins are counted', description: `#${channel}: ${description}` })),
      ...difference('pins are listed', `The row of #${channel}`, [...pins.keys()], listedPins(channel, records.chat)),
      ...difference('pins are marked', `The messages of #${channel}`, entriesOf(pins), markedIn(log)),
      ...log
        .filter(({ deleted, pinned }) => deleted && pinned)
        .map(({ seq }) => ({ rule: 'no deleted message is pinned', description: `${seq} of #${channel}.` })),
      ...records.screens
        .filter(here)
        .flatMap(({ tab, entries }) =>
          difference('pins are displayed', `${tab} in #${channel}`, entriesOf(pins), markedIn(entries)),
        ),
      ...lists.filter(here).flatMap((list) => checkList(list, pins)),
    ];
  });
}

function checkList({ tab, channel, count, listed }: PinList, pins: Pins): Violation[] {
  const where = `${tab} in #${channel}`;
  return [
    ...difference('the list of pins is displayed', where, [...pins.keys()].reverse(), listed),
    ...difference('the number of pins is exact', where, [pins.size], [count]),
  ];
}

/** The first pin of a message counts, until it is unpinned or deleted. Each of these entries has the number from then on. */
function pinsOf(log: readonly RecordedEntry[]): { pins: Pins; wrong: string[] } {
  const pins = new Map<number, number>();
  const wrong: string[] = [];
  for (const { seq, kind, target = 0, on, pins: counted } of log) {
    const wasPinned = pins.has(target);
    if (kind === 'pin' && on && !wasPinned) pins.set(target, seq);
    if ((kind === 'pin' && !on) || kind === 'deletion') pins.delete(target);
    const expected = kind === 'pin' || (kind === 'deletion' && wasPinned) ? pins.size : undefined;
    if (counted !== expected) wrong.push(`The ${kind} ${seq} counts ${counted} instead of ${expected}.`);
  }
  return { pins, wrong };
}

/** The seqs in the row of a channel. */
function listedPins(channel: string, chat: readonly Item[]): number[] {
  const row = chat.find(({ pk, sk }) => pk?.S === `channel#${channel}` && sk?.S === 'settings');
  return ((row?.pinned?.L ?? []) as { N: string }[]).map(({ N }) => Number(N));
}

/** The entries that have pinned the messages which are shown as pinned, in their order: each mark with the later changes. */
function markedIn(entries: readonly RecordedEntry[]): number[] {
  const marks = new Map<number, { from: number; by: number | undefined }>();
  for (const { seq, kind, changedSeq = seq, pinned } of entries)
    if (kind === 'message') marks.set(seq, { from: changedSeq, by: pinned?.seq });
  for (const { seq, kind, target = 0, on } of entries) {
    const mark = marks.get(target);
    if (!mark || seq <= mark.from) continue;
    if (kind === 'pin' && on) mark.by ??= seq;
    if ((kind === 'pin' && !on) || kind === 'deletion') mark.by = undefined;
  }
  return [...marks.values()].flatMap(({ by }) => by ?? []).sort((a, b) => a - b);
}

function entriesOf(pins: Pins): number[] {
  return [...pins.values()].sort((a, b) => a - b);
}

function difference(rule: string, where: string, expected: readonly number[], actual: readonly number[]): Violation[] {
  if (expected.join() === actual.join()) return [];
  return [{ rule, description: `${where}: ${actual.join() || 'none'} instead of ${expected.join() || 'none'}.` }];
}
