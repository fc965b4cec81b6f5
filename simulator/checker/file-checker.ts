// Checks files: messages and their objects, deletions, links, and what was uploaded and not sent.
import { wasAbsent, wasDeleted } from './membership-intervals.ts';
import type { Item, Logs, RecordedEntry, Violation } from './records.ts';

/** A link that a user received, or did not: `loaded` is whether it then led to the bytes; `seq` is that of the message, `by` the time of the response. */
export type RequestedLink = {
  userId: string;
  channel: string;
  fileId: string;
  seq: number;
  at: number;
  by: number;
  loaded: boolean;
};

/** Everything about files. */
export type FileRecords = {
  /** The files with which a message was sent, by its text; the author by file. */
  sent: Map<string, readonly string[]>;
  authors: Map<string, string>;
  links: RequestedLink[];
  /** Links that were requested at the end, by members. */
  lastLinks: RequestedLink[];
  /** At the end, and after some days: the rows, and the objects by their key, `original/ID` or `thumbnail/ID`. */
  chat: readonly Item[];
  objects: ReadonlySet<string>;
  chatAfterDays: readonly Item[];
  objectsAfterDays: ReadonlySet<string>;
};

/** Checks all of them. */
export function checkFiles(files: FileRecords, logs: Logs): Violation[] {
  return [
    ...checkMessages(files, logs),
    ...checkDeleted(files, logs),
    ...checkLinks(files, logs),
    ...checkOrphans(files, logs),
  ];
}

type Posted = { channel: string; message: RecordedEntry; fileId: string; keys: string[] };

/** The files of all messages, each with the keys of its objects. */
function postedFiles(logs: Logs): Posted[] {
  return [...logs].flatMap(([channel, log]) =>
    log.flatMap((message) =>
      (message.files ?? []).map(({ fileId, thumbnail }) => ({
        ...{ channel, message, fileId },
        keys: [`original/${fileId}`, ...(thumbnail ? [`thumbnail/${fileId}`] : [])],
      })),
    ),
  );
}

/** A message has the files with which it was sent, its author's, each in no other message, with a row and all objects. */
function checkMessages({ sent, authors, chat, objects, objectsAfterDays }: FileRecords, logs: Logs): Violation[] {
  const posted = postedFiles(logs);
  const rows = new Map(chat.map((row) => [String(row.pk?.S), row]));
  const names = ({ channel, message }: Posted) => `${message.seq} of #${channel}`;
  const incomplete = posted.flatMap((one) => {
    const row = rows.get(`file#${one.fileId}`);
    const isPosted = row?.state?.S === 'posted' && Number(row.seq?.N) === one.message.seq;
    const missing = one.keys.filter((key) => !objects.has(key) || !objectsAfterDays.has(key));
    if (isPosted && missing.length === 0) return [];
    const description = `${names(one)} has ${one.fileId}: its row is ${row?.state?.S}, and ${missing.join(', ') || 'no object'} is missing.`;
    return [{ rule: 'a message has its objects', description }];
  });
  const shared = [...Map.groupBy(posted, ({ fileId }) => fileId)]
    .filter(([fileId, places]) => places.length > 1 || authors.get(fileId) !== places[0]?.message.userId)
    .map(([fileId, places]) => ({
      rule: 'a file is in one message of its author',
      description: `${fileId} of ${authors.get(fileId)} is in ${places.map(names).join(', ')}.`,
    }));
  const others = [...logs].flatMap(([channel, log]) =>
    log
      .filter(({ kind, message = '', edited, deleted, files = [] }) => {
        const expected = sent.get(message) ?? [];
        const actual = files.map(({ fileId }) => fileId);
        return kind === 'message' && !edited && !deleted && actual.join() !== expected.join();
      })
      .map(({ seq, message = '' }) => ({
        rule: 'a message has the files that were sent',
        description: `${seq} of #${channel} was sent with ${sent.get(message)?.join(', ') ?? 'no files'}.`,
      })),
  );
  return [...incomplete, ...shared, ...others];
}

/** Of the files of a deleted message neither a name nor a row nor an object remains. */
function checkDeleted({ sent, chat, objects }: FileRecords, logs: Logs): Violation[] {
  const live = new Set(postedFiles(logs).map(({ fileId }) => fileId));
  const known = [...chat].filter(({ pk, state }) => /^file#/.test(String(pk?.S)) && state?.S === 'posted');
  const rows = known.map(({ pk }) => String(pk?.S).slice('file#'.length)).filter((fileId) => !live.has(fileId));
  const stored = [...logs.values()].flat();
  const texts = new Set(stored.map(({ message }) => message));
  const deleted = [...sent]
    .filter(([text]) => !texts.has(text))
    .flatMap(([, fileIds]) => fileIds)
    .filter((fileId) => !live.has(fileId));
  const named = deleted.filter((fileId) => JSON.stringify(stored).includes(fileId));
  // What was sent and never stored expires later.
  const rowsOfFiles = new Set(chat.map(({ pk }) => String(pk?.S)));
  const left = [...objects]
    .map((key) => key.replace(/^\w+\//, ''))
    .filter((fileId) => !live.has(fileId) && !rowsOfFiles.has(`file#${fileId}`));
  return [
    ...rows.map((fileId) => `The row of ${fileId} is of a message that does not have it.`),
    ...named.map((fileId) => `The log names ${fileId} of a deleted message.`),
    ...[...new Set(left)].map((fileId) => `The objects of ${fileId} are stored, and its row is deleted.`),
  ].map((description) => ({ rule: 'files of deleted messages are gone', description }));
}

/** Links are for members, and end with the message; and every member can load what a message has. */
function checkLinks({ links, lastLinks }: FileRecords, logs: Logs): Violation[] {
  const posted = postedFiles(logs);
  const deleted = links.flatMap(({ userId, channel, fileId, seq, at }) => {
    if (!wasDeleted(logs.get(channel) ?? [], seq, at)) return [];
    const description = `${userId} received a link to ${fileId} of #${channel}, whose message ${seq} was deleted.`;
    return [{ rule: 'files of deleted messages are gone', description }];
  });
  const forbidden = links.flatMap(({ userId, channel, fileId, at, by }) => {
    if (!wasAbsent(logs.get(channel) ?? [], channel, userId, at, by)) return [];
    const description = `${userId} was no member of #${channel}, and received a link to ${fileId}.`;
    return [{ rule: 'former members open no file', description }];
  });
  const lost = lastLinks.flatMap(({ userId, channel, fileId, loaded }) => {
    const isPosted = posted.some((one) => one.fileId === fileId);
    if (loaded === isPosted) return [];
    const description = `${userId} ${loaded ? 'opened' : 'could not open'} ${fileId} of #${channel}, which ${isPosted ? 'a message' : 'no message'} has.`;
    return [{ rule: 'a link leads to what a message has', description }];
  });
  return [...deleted, ...forbidden, ...lost];
}

/** After some days nothing is stored but what messages have. */
function checkOrphans({ chatAfterDays, objectsAfterDays }: FileRecords, logs: Logs): Violation[] {
  const posted = postedFiles(logs);
  const keys = new Set(posted.flatMap(({ keys }) => keys));
  const fileIds = new Set(posted.map(({ fileId }) => `file#${fileId}`));
  const rows = chatAfterDays.map(({ pk }) => String(pk?.S));
  return [
    ...[...objectsAfterDays].filter((key) => !keys.has(key)),
    ...rows.filter((pk) => (pk.startsWith('file#') && !fileIds.has(pk)) || pk.startsWith('uploads#')),
  ].map((what) => ({ rule: 'what is not sent expires', description: `${what} is stored after some days.` }));
}
