// A user's own rows, in the order of their keys: conversations, read cursors, memberships and mentions. One query reads them all.
import { type ChannelPreferences, NO_PREFERENCES, UNANSWERED_LISTED_MAX, type User } from '@parley/chat';
import { QueryCommand } from '../dynamodb/commands.ts';
import { parsePreferences } from './channel-preferences.ts';
import type { ChatTableDeps, Row } from './chat-table.ts';
import { CONVERSATION_PREFIX, channelOfRequest, REQUEST_PREFIX } from './conversation-rows.ts';
import { hasDeparted } from './guest-rows.ts';
import { parseSignOut, SIGN_OUT } from './hint-rows.ts';
import { MEMBER_PREFIX, type Membership, userPartition } from './member-rows.ts';
import { afterMentions, MENTION_PREFIX, mentionKey, parseMentionKey } from './mention-rows.ts';
import { CURSORS, type Cursors, parseCursors } from './read-cursors.ts';
import { SAVED_VERSION } from './saved-rows.ts';
import { THREADS_VERSION } from './thread-rows.ts';

/**
 * What a user's rows contain. `username` is missing for a user who is not enrolled; `hasDeparted` is that of a guest; `cursors` is missing for one whose rows are those of an
 * early version. `mentions` are the numbers of unread mentions, of channels that have any.
 */
export type UserRows = {
  username: string | undefined;
  hasDeparted: boolean;
  cursors: Cursors | undefined;
  preferences: ChannelPreferences;
  memberships: readonly Membership[];
  conversations: readonly Membership[];
  mentions: ReadonlyMap<string, number>;
  /** When the user has signed out of all devices, in milliseconds; 0 if that is long ago. */
  signedOutAt: number;
  /** The version of the list of threads; 0 if the user has never followed one. */
  threads: number;
  /** The version of what the user has saved; 0 if the user has never saved a message. */
  saved: number;
};

/** The most unread mentions of one user that are counted in one channel, so that no channel costs much to count. */
export const MENTIONS_COUNTED_MAX = 100;

/** The rows of one query: those of most users, and little of what others can put into a user's rows. */
const PAGE_ROWS = 250;

/** Reads a user's rows, consistently unless `eventually`, which costs half. */
export async function readUserRows(
  deps: ChatTableDeps,
  { userId }: Pick<User, 'userId'>,
  { eventually = false } = {},
): Promise<UserRows> {
  const collected = new CollectedRows();
  const range = { ':pk': userPartition(userId), ':to': AFTER_ALL };
  let from = CONVERSATION_PREFIX;
  for (;;) {
    const { Items = [], LastEvaluatedKey } = await deps.dynamodb.send(
      new QueryCommand({
        TableName: deps.chatTable,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ...range, ':from': from },
        ConsistentRead: !eventually,
        Limit: PAGE_ROWS,
      }),
    );
    for (const row of Items) collected.add(row as Row);
    if (!LastEvaluatedKey) return collected;
    from = collected.next;
  }
}

/** A key after all of them: the names of channels are in ASCII. */
const AFTER_ALL = `${MENTION_PREFIX}~`;

/** The rows read so far, and where it is worth to continue: of what others write, no kind hides the rest. */
class CollectedRows implements UserRows {
  username: string | undefined;
  hasDeparted = false;
  cursors: Cursors | undefined;
  preferences = NO_PREFERENCES;
  signedOutAt = 0;
  threads = 0;
  saved = 0;
  readonly memberships: Membership[] = [];
  readonly mentions = new Map<string, number>();
  readonly #open: string[] = [];
  readonly #requests: string[] = [];
  readonly #listed = new Set<string>();
  #last = '';

  get conversations(): Membership[] {
    return [...this.#open, ...this.#requests].map((channel) => ({ channel, role: 'member' }));
  }

  add(row: Row): void {
    const { sk } = row;
    this.#last = sk;
    if (sk === CURSORS) this.#addCursors(row);
    else if (sk === SIGN_OUT) this.signedOutAt = parseSignOut(row);
    else if (sk === THREADS_VERSION) this.threads = Number(row['version']);
    else if (sk === SAVED_VERSION) this.saved = Number(row['version']);
    else if (sk === MEMBER_PREFIX) this.#addUser(row);
    else if (sk.startsWith(MEMBER_PREFIX)) this.memberships.push(parseMembership(row));
    else if (sk.startsWith(CONVERSATION_PREFIX)) this.#list(this.#open, sk.slice(CONVERSATION_PREFIX.length));
    else if (sk.startsWith(REQUEST_PREFIX)) this.#addRequest(channelOfRequest(sk));
    else if (sk.startsWith(MENTION_PREFIX)) this.#addMention(sk);
  }

  /** The sort key from which the next query reads. */
  get next(): string {
    const sk = this.#last;
    if (sk.startsWith(REQUEST_PREFIX) && this.#requests.length >= UNANSWERED_LISTED_MAX) return CURSORS;
    if (!sk.startsWith(MENTION_PREFIX)) return `${sk}!`;
    const { channel, seq } = parseMentionKey(sk);
    const cursor = this.#cursorOf(channel);
    if (cursor === undefined || this.mentions.get(channel) === MENTIONS_COUNTED_MAX) return afterMentions(channel);
    return mentionKey('', channel, Math.max(seq, cursor) + 1).sk;
  }

  #addCursors(row: Row): void {
    this.cursors = parseCursors(row);
    this.preferences = parsePreferences(row);
  }

  #addUser(row: Row): void {
    this.hasDeparted = hasDeparted(row);
    if (row['username'] !== undefined) this.username = String(row['username']);
  }

  // The newest requests come first.
  #addRequest(channel: string): void {
    if (this.#requests.length < UNANSWERED_LISTED_MAX) this.#list(this.#requests, channel);
  }

  #addMention(sk: string): void {
    const { channel, seq } = parseMentionKey(sk);
    const count = this.mentions.get(channel) ?? 0;
    if (seq > (this.#cursorOf(channel) ?? seq)) this.mentions.set(channel, Math.min(count + 1, MENTIONS_COUNTED_MAX));
  }

  #list(names: string[], channel: string): void {
    if (this.#listed.has(channel)) return;
    this.#listed.add(channel);
    names.push(channel);
  }

  /** The seq up to which a channel of the list is read; undefined for others, whose mentions do not count. */
  #cursorOf(channel: string): number | undefined {
    const isListed = this.#listed.has(channel) || this.memberships.some((one) => one.channel === channel);
    return isListed ? (this.cursors?.get(channel)?.seq ?? 0) : undefined;
  }
}

function parseMembership({ sk, role, mutedUntil }: Row): Membership {
  return {
    channel: sk.slice(MEMBER_PREFIX.length),
    role: role as Membership['role'],
    ...(mutedUntil !== undefined && { mutedUntil: String(mutedUntil) }),
  };
}
