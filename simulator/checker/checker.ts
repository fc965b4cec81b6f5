// The checker: holds what was typed, acknowledged and shown against the rows of the tables. It knows the rules and no code.
import { checkBanned } from './ban-checker.ts';
import { foldMessages, rebuildMessages, type Stands } from './fold-messages.ts';
import type { Bans, Finding, Item, Logs, Records, Screen, Shown } from './records.ts';
import { checkSidebars } from './sidebar-checker.ts';

/** Looks at one screen in the middle of a run: nothing twice, nothing out of order, no hole that it keeps silent about. */
export function checkScreen({ tab, channel, entries, complete }: Screen): Finding[] {
  const findings: Finding[] = [];
  const at = `${tab} in #${channel}`;
  const ids = new Set<string>();
  entries.forEach(({ seq, id }, index) => {
    const before = entries[index - 1]?.seq;
    if (ids.has(id)) findings.push({ rule: 'no entry twice', says: `${at} shows ${seq} (${id}) twice.` });
    ids.add(id);
    if (before !== undefined && seq <= before)
      findings.push({ rule: 'one order', says: `${at} shows ${seq} after ${before}.` });
    if (complete && before !== undefined && seq > before + 1)
      findings.push({ rule: 'no hole', says: `${at} shows ${seq} right after ${before}.` });
  });
  return findings;
}

/** Looks at a whole run, after everything has healed and every member has caught up. */
export function checkRecords(records: Records, logs: Logs, bans: Bans): Finding[] {
  return [
    ...[...logs].flatMap(([channel, log]) => [...dense(channel, log), ...workedIn(channel, log)]),
    ...acknowledged(records, logs),
    ...seen(records, logs),
    ...sent(records, logs),
    ...forgotten(records, logs),
    ...checkSidebars(records, logs, bans),
    ...checkBanned(records, logs, bans),
  ];
}

/** Reads the rows of the log's table. */
export function logsOf(rows: readonly Item[]): Logs {
  const logs = Map.groupBy(rows.map(parseRow), ({ channel }) => channel);
  for (const log of logs.values()) log.sort((a, b) => a.seq - b.seq);
  return logs;
}

/** Seqs are 1, 2, 3 and on, and no id or text is there twice. */
function dense(channel: string, log: readonly Shown[]): Finding[] {
  const hole = log.find(({ seq }, index) => seq !== index + 1);
  const twice = [...Map.groupBy(log, ({ kind, message }) => `${kind} ${message ?? ''}`)].filter(
    ([words, copies]) => /m\d/.test(words) && copies.length > 1,
  );
  return [
    ...(hole ? [{ rule: 'dense', says: `#${channel} has ${hole.seq}, and nothing before it.` }] : []),
    ...twice.map(([words, copies]) => ({
      rule: 'stored once',
      says: `#${channel} holds ${JSON.stringify(words)} ${copies.length} times.`,
    })),
  ];
}

/** The rows of messages hold what the entries after them have made of them. */
function workedIn(channel: string, log: readonly Shown[]): Finding[] {
  const rows = foldMessages(log.filter(({ kind }) => kind === 'message'));
  const differs = firstDifference(rebuildMessages(log), rows);
  return differs ? [{ rule: 'changes are worked in', says: `The table's #${channel}: ${differs}` }] : [];
}

/** What a page was told is stored is stored: by whom, under which id, and as what. */
function acknowledged(records: Records, logs: Logs): Finding[] {
  return records.acknowledged.flatMap(({ tab, channel, entry }) => {
    const row = logs.get(channel)?.[entry.seq - 1];
    const isThere = row?.id === entry.id && row.userId === entry.userId;
    // The words of an edit go when others replace them.
    const isSame = row?.kind === entry.kind || (entry.kind === 'edit' && row?.kind !== 'message');
    if (isThere && isSame) return [];
    const says = `${tab} was told that its ${entry.kind} ${JSON.stringify(entry.message ?? '')} is ${entry.seq} of #${channel}; the table has ${row ? `the ${row.kind} ${JSON.stringify(row.message ?? '')}` : 'nothing'} there.`;
    return [{ rule: 'acknowledged is stored', says }];
  });
}

/** Every member sees exactly what is stored. */
function seen({ screens }: Records, logs: Logs): Finding[] {
  return screens.flatMap(({ tab, channel, entries }) => {
    const log = logs.get(channel) ?? [];
    const at = log.findIndex(({ seq, id }, index) => entries[index]?.seq !== seq || entries[index]?.id !== id);
    const more = entries.length > log.length ? log.length : -1;
    const where = at >= 0 ? at : more;
    if (where >= 0) {
      const says = `${tab} sees ${name(entries[where])} at ${where + 1} of #${channel}; the table has ${name(log[where])}.`;
      return [{ rule: 'stored is seen', says }];
    }
    const differs = firstDifference(foldMessages(log), foldMessages(entries));
    return differs ? [{ rule: 'changes are seen', says: `${tab} in #${channel}: ${differs}` }] : [];
  });
}

/** Nothing waits in an outbox any more, and what was typed and not taken back is stored. */
function sent({ typed, retired, screens }: Records, logs: Logs): Finding[] {
  const waiting = screens.flatMap(({ tab, channel, unsent }) =>
    unsent.map((text) => ({ rule: 'outbox empty', says: `${tab} still has ${text} on its way to #${channel}.` })),
  );
  const lost = typed
    .filter(({ channel, text }) => !retired.has(text) && !logs.get(channel)?.some(({ message }) => message === text))
    .map(({ tab, channel, text }) => ({
      rule: 'typed is stored',
      says: `${JSON.stringify(text)} of ${tab} is not in #${channel}.`,
    }));
  return [...waiting, ...lost];
}

/** Words of a message that is taken back are in no table any more. */
function forgotten(records: Records, logs: Logs): Finding[] {
  const rows = JSON.stringify([...[...logs.values()].flat(), records.chat]);
  return records.acknowledged.flatMap(({ channel, entry: { kind, seq, target, message = '' } }) => {
    const at = kind === 'message' ? seq : kind === 'edit' ? (target ?? 0) : 0;
    // A retry is answered with the row as it is: an edit of what was deleted meanwhile has no words any more.
    if (message === '' || !logs.get(channel)?.[at - 1]?.deleted || !rows.includes(JSON.stringify(message))) return [];
    return [
      { rule: 'deleted is gone', says: `${JSON.stringify(message)} of the deleted ${at} of #${channel} is stored.` },
    ];
  });
}

function firstDifference(should: readonly Stands[], is: readonly Stands[]): string | undefined {
  for (const [index, one] of should.entries()) {
    const other = is[index];
    if (JSON.stringify(one) !== JSON.stringify(other))
      return `${JSON.stringify(other)} in place of ${JSON.stringify(one)}.`;
  }
  return undefined;
}

function parseRow(item: Item): Shown & { channel: string } {
  const payload = JSON.parse(Buffer.from(String(item.payload?.S), 'base64').toString()) as Shown & { channel: string };
  if (payload.seq !== Number(item.seq?.N) || payload.channel !== item.channel?.S)
    throw new Error(`The row ${item.channel?.S} ${item.seq?.N} holds the entry ${payload.channel} ${payload.seq}.`);
  return payload;
}

function name(entry: Shown | undefined): string {
  return entry ? `${entry.kind} ${entry.seq} ${JSON.stringify(entry.message ?? '')}` : 'nothing';
}
