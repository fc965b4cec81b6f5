// What is true of the tables and the index of the search after the last removal of a run.
import type { NewEntry } from '@parley/chat';
import type { AuthenticatedUser } from '../../packages/cloud/authenticated-user.ts';
import { TABLES } from '../backend/table-names.ts';
import { logsOf } from '../checker/checker.ts';
import type { Violation } from '../checker/records.ts';
import type { RetentionFunctions } from './retention-functions.ts';
import type { RetentionModel } from './retention-model.ts';

/** An entry that was acknowledged, as it was sent. */
export type Sent = { newEntry: NewEntry; after: number; seq: number; user: AuthenticatedUser };

export type RetentionEnd = {
  functions: RetentionFunctions;
  model: RetentionModel;
  channel: string;
  sent: readonly Sent[];
  /** When the last removal began. */
  removedAt: number;
  /** The list of channels of a user who has read nothing. */
  channels: string | undefined;
};

/** Checks the end of a run; `expired` is how many entries have expired. */
export function checkRetention(end: RetentionEnd): { violations: Violation[]; expired: number } {
  const log = logsOf(end.functions.items(TABLES.log)).get(end.channel) ?? [];
  const isExpired = (entry: object) => 'expired' in entry;
  const unread = log.filter((one) => one.kind === 'message' && !isExpired(one) && one.thread === undefined).length;
  return {
    violations: [...checkRemoved(end), ...checkLog(end, log), ...checkUnread(end, unread)],
    expired: log.filter(isExpired).length,
  };
}

function checkRemoved({ functions, model, channel, removedAt }: RetentionEnd): Violation[] {
  const { segments } = functions.buckets;
  const chat = functions.items(TABLES.chat);
  const rows = functions.items(TABLES.log);
  const lists = chat.flatMap((row) => String(row.segments?.S ?? ''));
  // An object that no list names was left by a search that crashed: it expires after 30 days.
  const listed = [...segments].filter(([key]) => lists.some((list) => list.includes(key)));
  const places = {
    'the log': JSON.stringify([logsOf(rows).get(channel), rows.map(({ payload: _, ...row }) => row)]),
    'the chat table': JSON.stringify(chat),
    'the index of the search': listed.map(([, bytes]) => Buffer.from(bytes).toString('latin1')).join(' '),
  };
  return model.deadWords(removedAt).flatMap((word) =>
    Object.entries(places)
      .filter(([, content]) => content.includes(word))
      .map(([place]) => ({ rule: 'expired is removed', description: `${word} is in ${place} after the removal` })),
  );
}

type Log = readonly { seq: number; id: string; message?: string }[];

function checkLog({ model, functions, sent }: RetentionEnd, log: Log): Violation[] {
  const gap = log.find(({ seq }, index) => seq !== index + 1);
  const copies = [...Map.groupBy(log, ({ id }) => id)].filter(([, entries]) => entries.length > 1);
  const missing = sent.filter(({ newEntry, seq }) => log[seq - 1]?.id !== newEntry.id);
  const changed = model.living(functions.now).filter(({ seq, texts }) => !texts.includes(log[seq - 1]?.message ?? ''));
  return [
    ...(gap ? [{ rule: 'seqs are contiguous', description: `the entry before ${gap.seq} is missing` }] : []),
    ...copies.map(([id]) => ({ rule: 'stored once', description: `${id} is stored more than once` })),
    ...missing.map(({ newEntry, seq }) => ({
      rule: 'acknowledged is stored',
      description: `${newEntry.id} is not at ${seq}`,
    })),
    ...changed.map(({ seq, texts }) => ({ rule: 'living is kept', description: `${texts[0]} is not at ${seq}` })),
  ];
}

type Counted = { name: string; count: number; readCount: number };

function checkUnread({ channels, channel }: RetentionEnd, unread: number): Violation[] {
  const list = JSON.parse(channels ?? '{"channels":[]}') as { channels: Counted[] };
  const { count = unread, readCount = 0 } = list.channels.find(({ name }) => name === channel) ?? {};
  if (count - readCount === unread) return [];
  return [{ rule: 'unread count is exact', description: `${count - readCount} instead of ${unread}` }];
}
