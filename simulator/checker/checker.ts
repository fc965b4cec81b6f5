// Compares what was typed, acknowledged and displayed with the rows of the tables. It contains the rules, no product code.
import { checkBans } from './ban-checker.ts';
import { type FoldedMessage, foldMessages, rebuildMessages } from './fold-messages.ts';
import { checkMemberships } from './membership-checker.ts';
import type { Bans, Item, Logs, RecordedEntry, Records, Screen, Violation } from './records.ts';
import { checkSidebars } from './sidebar-checker.ts';

/** Checks one screen during a run: no duplicate, no wrong order, no gap that it does not report. */
export function checkScreen({ tab, channel, entries, complete }: Screen): Violation[] {
  const violations: Violation[] = [];
  const screen = `${tab} in #${channel}`;
  const ids = new Set<string>();
  entries.forEach(({ seq, id }, index) => {
    const before = entries[index - 1]?.seq;
    if (ids.has(id)) violations.push({ rule: 'no duplicate', description: `${screen} shows ${seq} (${id}) twice.` });
    ids.add(id);
    if (before !== undefined && seq <= before)
      violations.push({ rule: 'one order', description: `${screen} shows ${seq} after ${before}.` });
    if (complete && before !== undefined && seq > before + 1)
      violations.push({ rule: 'no gap', description: `${screen} shows ${seq} right after ${before}.` });
  });
  return violations;
}

/** Checks a whole run, after the faults have ended and every member has synced. */
export function checkRecords(records: Records, logs: Logs, bans: Bans): Violation[] {
  return [
    ...[...logs].flatMap(([channel, log]) => [...checkLog(channel, log), ...checkAppliedChanges(channel, log)]),
    ...checkAcknowledged(records, logs),
    ...checkScreens(records, logs),
    ...checkOutboxes(records, logs),
    ...checkDeletedTexts(records, logs),
    ...checkSidebars(records, logs, bans),
    ...checkBans(records, logs, bans),
    ...checkMemberships(records, logs),
  ];
}

/** Reads the rows of the log's table. */
export function logsOf(rows: readonly Item[]): Logs {
  const logs = Map.groupBy(rows.map(parseRow), ({ channel }) => channel);
  for (const log of logs.values()) log.sort((a, b) => a.seq - b.seq);
  return logs;
}

/** The seqs are 1, 2, 3 and so on, and every id and text is unique. */
function checkLog(channel: string, log: readonly RecordedEntry[]): Violation[] {
  const gap = log.find(({ seq }, index) => seq !== index + 1);
  const repeated = [...Map.groupBy(log, ({ kind, message }) => `${kind} ${message ?? ''}`)].filter(
    ([text, copies]) => /m\d/.test(text) && copies.length > 1,
  );
  return [
    ...(gap
      ? [{ rule: 'seqs are contiguous', description: `#${channel} has ${gap.seq}, and not the entry before it.` }]
      : []),
    ...repeated.map(([text, copies]) => ({
      rule: 'stored once',
      description: `#${channel} contains ${JSON.stringify(text)} ${copies.length} times.`,
    })),
  ];
}

/** The rows of messages contain the result of the entries after them. */
function checkAppliedChanges(channel: string, log: readonly RecordedEntry[]): Violation[] {
  const rows = foldMessages(log.filter(({ kind }) => kind === 'message'));
  const difference = firstDifference(rebuildMessages(log), rows);
  return difference ? [{ rule: 'changes are applied', description: `The table's #${channel}: ${difference}` }] : [];
}

/** Every acknowledged entry is stored, with that author, id and kind. */
function checkAcknowledged(records: Records, logs: Logs): Violation[] {
  return records.acknowledged.flatMap(({ tab, channel, entry }) => {
    const row = logs.get(channel)?.[entry.seq - 1];
    const isStored = row?.id === entry.id && row.userId === entry.userId;
    // The text of an edit is removed when a later edit replaces it.
    const isSameKind = row?.kind === entry.kind || (entry.kind === 'edit' && row?.kind !== 'message');
    if (isStored && isSameKind) return [];
    const stored = row ? `the ${row.kind} ${JSON.stringify(row.message ?? '')}` : 'no entry';
    const description = `The ${entry.kind} ${JSON.stringify(entry.message ?? '')} of ${tab} was acknowledged as ${entry.seq} of #${channel}; the table has ${stored} there.`;
    return [{ rule: 'acknowledged is stored', description }];
  });
}

/** Every member sees exactly what is stored. */
function checkScreens({ screens }: Records, logs: Logs): Violation[] {
  return screens.flatMap(({ tab, channel, entries }) => {
    const log = logs.get(channel) ?? [];
    const differing = log.findIndex(({ seq, id }, at) => entries[at]?.seq !== seq || entries[at]?.id !== id);
    const additional = entries.length > log.length ? log.length : -1;
    const index = differing >= 0 ? differing : additional;
    if (index >= 0) {
      const description = `${tab} shows ${nameOf(entries[index])} at ${index + 1} of #${channel}; the table has ${nameOf(log[index])}.`;
      return [{ rule: 'stored is displayed', description }];
    }
    const difference = firstDifference(foldMessages(log), foldMessages(entries));
    return difference ? [{ rule: 'changes are displayed', description: `${tab} in #${channel}: ${difference}` }] : [];
  });
}

/** No outbox contains anything, and everything that was typed and not withdrawn is stored. */
function checkOutboxes({ typed, withdrawn, screens }: Records, logs: Logs): Violation[] {
  const unsent = screens.flatMap(({ tab, channel, unsent }) =>
    unsent.map((item) => ({ rule: 'outbox is empty', description: `${tab} has not sent ${item} to #${channel}.` })),
  );
  const lost = typed
    .filter(({ channel, text }) => !withdrawn.has(text) && !logs.get(channel)?.some(({ message }) => message === text))
    .map(({ tab, channel, text }) => ({
      rule: 'typed is stored',
      description: `${JSON.stringify(text)} of ${tab} is not in #${channel}.`,
    }));
  return [...unsent, ...lost];
}

/** No table contains a text of a deleted message. */
function checkDeletedTexts(records: Records, logs: Logs): Violation[] {
  const rows = JSON.stringify([...[...logs.values()].flat(), records.chat]);
  return records.acknowledged.flatMap(({ channel, entry: { kind, seq, target, message = '' } }) => {
    const messageSeq = kind === 'message' ? seq : kind === 'edit' ? (target ?? 0) : 0;
    // The response to a retry is the row in its current state: an edit of a message that was deleted since has no text.
    const isDeleted = logs.get(channel)?.[messageSeq - 1]?.deleted;
    if (message === '' || !isDeleted || !rows.includes(JSON.stringify(message))) return [];
    return [
      {
        rule: 'deleted text is gone',
        description: `${JSON.stringify(message)} of the deleted ${messageSeq} of #${channel} is stored.`,
      },
    ];
  });
}

function firstDifference(expected: readonly FoldedMessage[], actual: readonly FoldedMessage[]): string | undefined {
  for (const [index, one] of expected.entries()) {
    const other = actual[index];
    if (JSON.stringify(one) !== JSON.stringify(other))
      return `${JSON.stringify(other)} instead of ${JSON.stringify(one)}.`;
  }
  return undefined;
}

function parseRow(item: Item): RecordedEntry & { channel: string } {
  const json = Buffer.from(String(item.payload?.S), 'base64').toString();
  const payload = JSON.parse(json) as RecordedEntry & { channel: string };
  if (payload.seq !== Number(item.seq?.N) || payload.channel !== item.channel?.S)
    throw new Error(`The row ${item.channel?.S} ${item.seq?.N} contains the entry ${payload.channel} ${payload.seq}.`);
  return payload;
}

function nameOf(entry: RecordedEntry | undefined): string {
  return entry ? `${entry.kind} ${entry.seq} ${JSON.stringify(entry.message ?? '')}` : 'no entry';
}
