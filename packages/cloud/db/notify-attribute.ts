// The attribute of a message's row that says whom the message may notify. Rows without it invoke no function.

import type { Writes } from './chat-table.ts';
import { userPartition } from './member-rows.ts';
import { MENTION_PREFIX } from './mention-rows.ts';

/**
 * The ids of mentioned users and of the other participants of a direct conversation, whether the channel has listeners, and the root of the
 * thread of a reply, whose followers are notified.
 */
export type NotifyAttribute = {
  mentioned: readonly string[];
  direct: readonly string[];
  listeners: boolean;
  thread?: number;
};

/** Encodes the attribute; undefined for a message that notifies no user. */
export function encodeNotify({ mentioned, direct, listeners, thread }: NotifyAttribute): string | undefined {
  if (mentioned.length === 0 && direct.length === 0 && !listeners && thread === undefined) return undefined;
  return JSON.stringify({
    ...(mentioned.length > 0 && { mentioned }),
    ...(direct.length > 0 && { direct }),
    ...(listeners && { listeners }),
    ...(thread !== undefined && { thread }),
  });
}

/** Reads the attribute. */
export function parseNotify(text: string): NotifyAttribute {
  const { mentioned = [], direct = [], listeners = false, thread } = JSON.parse(text) as Partial<NotifyAttribute>;
  return { mentioned, direct, listeners, ...(thread !== undefined && { thread }) };
}

/** The users for whom a transaction adds the row of a mention. */
export function mentionedIn(changes: Writes): string[] {
  return changes.flatMap(({ Put }) => {
    const { pk, sk } = (Put?.Item ?? {}) as { pk?: string; sk?: string };
    return pk !== undefined && sk?.startsWith(MENTION_PREFIX) ? [pk.slice(userPartition('').length)] : [];
  });
}
