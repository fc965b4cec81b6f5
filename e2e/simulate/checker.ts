// The checker: holds what was typed, acknowledged and shown against the rows of the table. It knows the rules and no code.
import type { Finding, Records, Said, Screen } from './records.ts';

/** A row of the log, decoded from its `wire`. */
type Row = Said & { channel: string };

/** Looks at one screen in the middle of a run: nothing twice, nothing out of order, no hole that it keeps silent about. */
export function checkScreen({ tab, channel, said, complete }: Screen): Finding[] {
  const findings: Finding[] = [];
  const at = `${tab} in #${channel}`;
  const ids = new Set<string>();
  said.forEach(({ seq, id, text }, index) => {
    const before = said[index - 1]?.seq;
    if (ids.has(id)) findings.push({ rule: 'no entry twice', says: `${at} shows ${show(text)} (${id}) twice.` });
    ids.add(id);
    if (before !== undefined && seq <= before)
      findings.push({ rule: 'one order', says: `${at} shows ${seq} after ${before}.` });
    if (complete && before !== undefined && seq > before + 1)
      findings.push({ rule: 'no hole', says: `${at} shows ${seq} right after ${before}.` });
  });
  return findings;
}

/** Looks at a whole run, after everything has healed and every member has caught up. */
export function checkRecords(records: Records): Finding[] {
  const rows = records.rows.map(parseRow);
  const channels = Map.groupBy(rows, ({ channel }) => channel);
  for (const log of channels.values()) log.sort((a, b) => a.seq - b.seq);
  return [
    ...[...channels].flatMap(([channel, log]) => dense(channel, log)),
    ...stored(records, rows),
    ...seen(records, channels),
    ...sent(records, rows),
    ...unread(records, channels),
  ];
}

/** Seqs are 1, 2, 3 and on, and no id or text is there twice. */
function dense(channel: string, log: readonly Row[]): Finding[] {
  const holes = log.flatMap(({ seq }, index) =>
    seq === index + 1 ? [] : [{ rule: 'dense', says: `#${channel} has ${seq} in place of ${index + 1}.` }],
  );
  const twice = [...Map.groupBy(log, ({ text }) => text)].filter(([, copies]) => copies.length > 1);
  return [
    ...holes.slice(0, 1),
    ...twice.map(([text, copies]) => ({
      rule: 'stored once',
      says: `#${channel} holds ${show(text)} ${copies.length} times.`,
    })),
  ];
}

/** Acknowledged is a subset of stored, word by word. */
function stored({ acknowledged }: Records, rows: readonly Row[]): Finding[] {
  const places = new Map(rows.map((row) => [`${row.channel}/${row.seq}`, row]));
  return acknowledged
    .filter((one) => !isSame(one, places.get(`${one.channel}/${one.seq}`)))
    .map(({ tab, channel, seq, text }) => ({
      rule: 'acknowledged is stored',
      says: `${tab} was told that ${show(text)} is ${seq} of #${channel}; the table has ${show(places.get(`${channel}/${seq}`)?.text)} there.`,
    }));
}

/** Every member sees exactly what is stored. */
function seen({ screens }: Records, channels: ReadonlyMap<string, readonly Row[]>): Finding[] {
  return screens.flatMap((screen) => {
    const { tab, channel, said } = screen;
    const log = channels.get(channel) ?? [];
    const at = log.findIndex((row, index) => !isSame(row, said[index]));
    const differs = at >= 0 ? at : said.length > log.length ? log.length : -1;
    if (differs < 0) return [];
    const says = `${tab} sees ${show(said[differs]?.text)} at ${differs + 1} of #${channel}; the table has ${show(log[differs]?.text)}.`;
    return [{ rule: 'stored is seen', says }];
  });
}

/** Nothing waits in an outbox any more, and what was typed and not given up is stored. */
function sent({ typed, discarded, screens }: Records, rows: readonly Row[]): Finding[] {
  const texts = new Set(rows.map(({ channel, text }) => `${channel}/${text}`));
  const waiting = screens.flatMap(({ tab, channel, unsent }) =>
    unsent.map((text) => ({ rule: 'outbox empty', says: `${tab} still has ${show(text)} on its way to #${channel}.` })),
  );
  const lost = typed
    .filter(({ channel, text }) => !discarded.has(text) && !texts.has(`${channel}/${text}`))
    .map(({ tab, channel, text }) => ({
      rule: 'typed is stored',
      says: `${show(text)} of ${tab} is not in #${channel}.`,
    }));
  return [...waiting, ...lost];
}

/** The number beside a channel is how many entries follow what was read. */
function unread(records: Records, channels: ReadonlyMap<string, readonly Row[]>): Finding[] {
  return records.unread.flatMap(({ tab, channel, shown, readTo }) => {
    const exact = (channels.get(channel) ?? []).filter(({ seq }) => seq > readTo).length;
    if (exact === shown) return [];
    return [
      { rule: 'unread is exact', says: `${tab} says ${shown} unread in #${channel}; ${exact} follow ${readTo}.` },
    ];
  });
}

function isSame(one: Said, other: Said | undefined): boolean {
  return one.seq === other?.seq && one.id === other.id && one.sender === other.sender && one.text === other.text;
}

function parseRow(item: Record<string, Record<string, string>>): Row {
  const wire = JSON.parse(Buffer.from(item.wire?.S ?? '', 'base64').toString()) as Record<string, never>;
  const seq = Number(item.seq?.N);
  if (wire.seq !== seq) throw new Error(`The row ${seq} holds the entry ${wire.seq}.`);
  return {
    channel: item.channel?.S ?? '',
    seq,
    id: wire.id ?? '',
    sender: wire.sender ?? '',
    text: wire.message ?? '',
  };
}

function show(text: string | undefined): string {
  return text === undefined ? 'nothing' : JSON.stringify(text);
}
