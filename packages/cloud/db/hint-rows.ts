// The rows of hints: they tell a user's pages of a change that no other row of the user shows. A lost hint is found by a sync.
import type { Key } from './chat-table.ts';
import { hintAttribute, OWNERS_PATH } from './hint-path.ts';
import { userPartition } from './member-rows.ts';

/**
 * What a row hints at: the user was removed from a channel, a message was reported there, the user has signed out of all devices, or a page
 * displays the user.
 */
export type HintTopic = 'removal' | 'report' | 'sign-out' | 'presence';

/** A hint is of no use after the next sync, at the latest after a day. */
const HINT_SECONDS = 86_400;

/** Stands for a channel in what is about none. */
export const ALL_CHANNELS = 'all';

/** The row of a hint for a user. Written again, it hints again. */
export function hintRow(userId: string, topic: HintTopic, channel: string, now: number): Key & Record<string, unknown> {
  return { ...row(userPartition(userId), topic, channel, now), ...hintAttribute(userId) };
}

/** The same for all owners of the chat. */
export function ownersHintRow(topic: HintTopic, channel: string, now: number): Key & Record<string, unknown> {
  return { ...row(OWNERS_PARTITION, topic, channel, now), hintPath: OWNERS_PATH };
}

/** The row of a user's sign-out of all devices. It is among the rows that a sync reads, which so refuses earlier tokens. */
export function signOutRow(userId: string, now: number): Key & Record<string, unknown> {
  return { ...row(userPartition(userId), 'sign-out', ALL_CHANNELS, now), ...hintAttribute(userId) };
}

/** The sort key of that row. */
export const SIGN_OUT = `hint#sign-out#${ALL_CHANNELS}`;

/** Reads when the user has signed out of all devices, in milliseconds. */
export function parseSignOut({ at }: Record<string, unknown>): number {
  return Date.parse(String(at)) || 0;
}

const OWNERS_PARTITION = 'hints#owners';

function row(pk: string, topic: HintTopic, channel: string, now: number) {
  // With the time, as DynamoDB Streams records no write that changes nothing.
  const at = new Date(now).toISOString();
  return { pk, sk: `hint#${topic}#${channel}`, at, expiresAt: Math.ceil(now / 1000) + HINT_SECONDS };
}
