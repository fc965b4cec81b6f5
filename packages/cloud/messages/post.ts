// Posting to a channel: authorizes the user, applies rate limits, and returns the first entry to a retry with the same id.
import { changedSeqOf, type Entry, isInChannel, type NewEntry } from '@parley/chat';
import { can } from '../access/channel-access.ts';
import type { Members } from '../access/members.ts';
import type { AuthenticatedUser, TokenUser } from '../authenticated-user.ts';
import { newEntryBase } from '../db/entry-rows.ts';
import { asOfNow } from '../db/expiry.ts';
import { Listeners } from '../db/listeners.ts';
import type { Log, LogPosition } from '../db/log.ts';
import type { AppendRound, LogAppender } from '../db/log-append.ts';
import type { LogTail } from '../db/log-tail.ts';
import { MessageRate, type Spend } from '../db/message-rate.ts';
import { slowModeWrite } from '../db/slow-mode.ts';
import type { DynamoDb } from '../dynamodb/dynamodb-client.ts';
import { ApiError } from '../errors.ts';
import { changeWrites } from './edits.ts';
import { everyoneMentioned } from './everyone.ts';
import { membersNamedIn } from './mentions.ts';
import { filesOfMessage } from './message-files.ts';
import { notifyAttribute } from './notified-users.ts';
import { digestOf, isSameRequest, REQUIRED_ACTIONS } from './post-request.ts';
import { checkQuote, threadRootOf } from './thread-replies.ts';

export type PostsDeps = {
  dynamodb: DynamoDb;
  log: Log;
  appender: LogAppender;
  members: Members;
  logTable: string;
  chatTable: string;
  messagesPerMinute: number;
  presence: boolean;
  now: () => number;
};

/** A request to post: the entry, and the seq that its sender had seen when the id was created. */
export type Post = { newEntry: NewEntry; after: number | undefined };

/** A posted entry; `created` is whether it was stored now, and not by an earlier attempt. */
export type Posted = { entry: Entry; created: boolean };

/** Messages, edits, deletions, reactions and pins of users. */
export class Posts {
  readonly #deps: PostsDeps;
  readonly #rate: MessageRate;
  readonly #listeners: Listeners;

  constructor(deps: PostsDeps) {
    this.#deps = deps;
    this.#rate = new MessageRate(deps, deps.messagesPerMinute);
    this.#listeners = new Listeners(deps);
  }

  /**
   * Appends an entry to a channel's log, with the rows that it changes. The same id again returns the first entry, whatever has
   * happened to it or to its author since; the same id with different content is an error.
   */
  async create(channel: string, { newEntry, after }: Post, author: TokenUser): Promise<Posted> {
    if (after === undefined) throw await this.#syncFirst(channel, author, 'This request has no "after"');
    const digest = digestOf(newEntry, author);
    const result = await this.#rate.spending(author, (spend) =>
      this.#deps.appender.append(channel, { id: newEntry.id, after }, (tail) =>
        this.#prepare(tail, { channel, newEntry, author, digest, spend }),
      ),
    );
    if (result === 'nothing') throw new Error('A post always appends an entry.');
    if (result === 'sync-first')
      throw await this.#syncFirst(channel, author, `Entry ${after} of #${channel} is too far back, or not in its log`);
    if ('entry' in result) return { entry: result.entry, created: true };
    return { entry: await this.#stored(channel, result.existing, author, digest), created: false };
  }

  /**
   * One round of a post. Every removal of a permission and every change of the settings appends an entry. So a round that wins
   * head + 1 was authorized at that moment, in the epoch of that moment, even if the access was read long before; a round that
   * loses authorizes again.
   */
  async #prepare(
    tail: LogTail,
    { channel, newEntry, author, digest, spend }: Attempt,
  ): Promise<AppendRound | 'head-outdated'> {
    const { members, chatTable, now } = this.#deps;
    const { head } = tail;
    const at = now();
    const access = await members.authorizeAt(tail, channel, author, ...REQUIRED_ACTIONS[newEntry.kind]);
    const user = await members.identifyMember(access, author);
    const root = await threadRootOf(newEntry, channel, this.#deps.log);
    if (root && changedSeqOf(root) > head.seq) return 'head-outdated';
    checkQuote(newEntry, channel, head);
    const isUncounted = await spend(channel, tail, at);
    const text = 'message' in newEntry ? newEntry.message : '';
    const { named, strangers } = await membersNamedIn(text, channel, this.#deps);
    const base = entryAfter(head, channel, newEntry, user, at);
    const { files, writes } = await filesOfMessage(newEntry, base, this.#deps);
    const drafted = {
      ...base,
      ...(files.length > 0 && { files }),
      ...(strangers.length > 0 && { strangers }),
      ...(root && { threadCount: (root.replies?.count ?? 0) + 1 }),
    };
    const everyone = await everyoneMentioned(newEntry, access, this.#deps);
    const changed = await changeWrites(drafted, access, named, this.#deps, { everyone, root });
    if (!changed) return 'head-outdated';
    const { writes: changes, pins } = changed;
    const entry = pins === undefined ? drafted : { ...drafted, pins };
    const { slowModeSeconds, epoch } = access.settings;
    // An edit says something new, too. Slow mode does not apply to those who may set it.
    const isSlow = 'message' in entry && slowModeSeconds > 0 && !can(access, 'set-slow-mode');
    const limits = isSlow ? [slowModeWrite(chatTable, channel, author, slowModeSeconds, at)] : [];
    const notify = await notifyAttribute(entry, access, { named, changes, listeners: this.#listeners });
    changes.push(...writes);
    return { entry, epoch, digest, isUncounted, limits, changes, ...(notify !== undefined && { notify }) };
  }

  /** The entry that has an id already. */
  async #stored(channel: string, seq: number, author: TokenUser, digest: string): Promise<Entry> {
    const { log, members, now } = this.#deps;
    // A user who was removed from the channel learns nothing of it.
    const { settings } = await members.authorize(channel, author, 'read');
    const stored = await log.stored(channel, seq);
    if (stored && isSameRequest(stored, digest, author)) return asOfNow(stored.entry, settings, now());
    throw new ApiError(409, 'id-taken', 'Another entry has this id. Create a new id for each message.');
  }

  /** The error for a sender who has to read the log first, with its head; a user who may not read it does not learn the head. */
  async #syncFirst(channel: string, author: TokenUser, reason: string): Promise<ApiError> {
    const { log, members } = this.#deps;
    await members.authorize(channel, author, 'read');
    const { seq: head } = await log.head(channel);
    const advice = `Read the entries up to ${head}; if none has your id, send the request with "after": ${head}.`;
    return new ApiError(409, 'sync-first', `${reason}. ${advice}`, undefined, { head });
  }
}

/** What all rounds of a request have in common. */
type Attempt = { channel: string; newEntry: NewEntry; author: TokenUser; digest: string; spend: Spend };

function entryAfter(
  head: LogPosition,
  channel: string,
  newEntry: NewEntry,
  user: AuthenticatedUser,
  now: number,
): Entry {
  const base = newEntryBase(channel, head, { id: newEntry.id, user, now });
  if (newEntry.kind !== 'message') return { ...base, ...newEntry };
  const { files: _ids, ...message } = newEntry;
  return { ...base, count: base.count + (isInChannel(message) ? 1 : 0), ...message };
}
