// For the checker: what messages have become, worked out from the entries of a log by rules written down here once more.
import type { Reactions, Shown } from './records.ts';

/** A message as it stands. */
export type Stands = { seq: number; id: string; userId: string; text: string; deleted: boolean; reactions: string };

/** The messages among entries, each with everything worked in that follows it. */
export function foldMessages(entries: readonly Shown[]): Stands[] {
  const messages = new Map<number, Shown>();
  for (const entry of [...entries].sort((a, b) => a.seq - b.seq)) {
    if (entry.kind === 'message') {
      messages.set(entry.seq, structured(entry));
      continue;
    }
    const message = messages.get(entry.target ?? 0);
    if (message && entry.seq > (message.changed ?? message.seq)) work(message, entry);
  }
  return [...messages.values()].map(({ seq, id, userId, message = '', deleted = false, reactions = [] }) => ({
    seq,
    id,
    userId,
    text: message,
    deleted,
    reactions: reactions.map(({ emoji, userIds }) => `${emoji} ${userIds.join(', ')}`).join('; '),
  }));
}

/** The messages of a whole log as its changes alone make them, without believing what is worked in already. */
export function rebuildMessages(log: readonly Shown[]): Stands[] {
  const deleted = new Set(log.filter(({ kind }) => kind === 'deletion').map(({ target }) => target));
  const edits = new Map(log.filter(({ kind }) => kind === 'edit').map(({ target, message }) => [target, message]));
  return foldMessages(
    log.map((entry) => {
      if (entry.kind !== 'message') return entry;
      const { changed: _, reactions: _reactions, deleted: _deleted, ...first } = entry;
      // The first words are kept nowhere else; later ones are in their edit.
      return { ...first, message: deleted.has(entry.seq) ? '' : (edits.get(entry.seq) ?? entry.message ?? '') };
    }),
  );
}

function work(message: Shown, { kind, message: words, emoji = '', userId, on }: Shown): void {
  if (message.deleted) return;
  if (kind === 'edit') message.message = words ?? '';
  if (kind === 'deletion') Object.assign(message, { message: '', deleted: true, reactions: [] });
  if (kind === 'reaction') message.reactions = reacted(message.reactions ?? [], emoji, userId, on === true);
}

function reacted(reactions: readonly Reactions[], emoji: string, userId: string, on: boolean): Reactions[] {
  // Whoever reacts twice in the same way keeps the first place.
  if (on && reactions.some((one) => one.emoji === emoji && one.userIds.includes(userId))) return [...reactions];
  const others = reactions.find((one) => one.emoji === emoji)?.userIds.filter((other) => other !== userId) ?? [];
  const userIds = on ? [...others, userId] : others;
  const known = reactions.some((one) => one.emoji === emoji);
  const next = known
    ? reactions.map((one) => (one.emoji === emoji ? { emoji, userIds } : one))
    : [...reactions, { emoji, userIds }];
  return next.filter((one) => one.userIds.length > 0);
}

function structured(entry: Shown): Shown {
  return {
    ...entry,
    reactions: (entry.reactions ?? []).map(({ emoji, userIds }) => ({ emoji, userIds: [...userIds] })),
  };
}
