// Applies the changes of a log to its messages, by rules that are independent of the product's code.
import type { Reactions, RecordedEntry } from './records.ts';

/** A message in its current state. */
export type FoldedMessage = {
  seq: number;
  id: string;
  userId: string;
  text: string;
  deleted: boolean;
  reactions: string;
  files: string;
};

/** The messages among entries, each with all its later changes applied. */
export function foldMessages(entries: readonly RecordedEntry[]): FoldedMessage[] {
  const messages = new Map<number, RecordedEntry>();
  for (const entry of [...entries].sort((a, b) => a.seq - b.seq)) {
    if (entry.kind === 'message') {
      messages.set(entry.seq, copyEntry(entry));
      continue;
    }
    const message = messages.get(entry.target ?? 0);
    if (message && entry.seq > (message.changedSeq ?? message.seq)) applyChange(message, entry);
  }
  return [...messages.values()].map(
    ({ seq, id, userId, message = '', deleted = false, reactions = [], files = [] }) => ({
      seq,
      id,
      userId,
      text: message,
      deleted,
      reactions: reactions.map(({ emoji, userIds }) => `${emoji} ${userIds.join(', ')}`).join('; '),
      files: files.map(({ fileId }) => fileId).join(', '),
    }),
  );
}

/** The messages of a whole log as only its changes produce them, ignoring changes that the rows already contain. */
export function rebuildMessages(log: readonly RecordedEntry[]): FoldedMessage[] {
  const deleted = new Set(log.filter(({ kind }) => kind === 'deletion').map(({ target }) => target));
  const edits = new Map(log.filter(({ kind }) => kind === 'edit').map(({ target, message }) => [target, message]));
  return foldMessages(
    log.map((entry) => {
      if (entry.kind !== 'message') return entry;
      const { changedSeq: _, reactions: _reactions, deleted: _deleted, ...original } = entry;
      // The original text of an edited message is not stored; later texts are in the edits.
      return {
        ...original,
        ...(deleted.has(entry.seq) && { files: [] }),
        message: deleted.has(entry.seq) ? '' : (edits.get(entry.seq) ?? entry.message ?? ''),
      };
    }),
  );
}

function applyChange(message: RecordedEntry, { kind, message: text, emoji = '', userId, on }: RecordedEntry): void {
  if (message.deleted) return;
  if (kind === 'edit') message.message = text ?? '';
  if (kind === 'deletion') Object.assign(message, { message: '', deleted: true, reactions: [], files: [] });
  if (kind === 'reaction') message.reactions = applyReaction(message.reactions ?? [], emoji, userId, on === true);
}

function applyReaction(reactions: readonly Reactions[], emoji: string, userId: string, on: boolean): Reactions[] {
  // A user who reacts twice with the same emoji keeps the first position.
  if (on && reactions.some((one) => one.emoji === emoji && one.userIds.includes(userId))) return [...reactions];
  const others = reactions.find((one) => one.emoji === emoji)?.userIds.filter((other) => other !== userId) ?? [];
  const userIds = on ? [...others, userId] : others;
  const known = reactions.some((one) => one.emoji === emoji);
  const next = known
    ? reactions.map((one) => (one.emoji === emoji ? { emoji, userIds } : one))
    : [...reactions, { emoji, userIds }];
  return next.filter((one) => one.userIds.length > 0);
}

function copyEntry(entry: RecordedEntry): RecordedEntry {
  return {
    ...entry,
    reactions: (entry.reactions ?? []).map(({ emoji, userIds }) => ({ emoji, userIds: [...userIds] })),
  };
}
