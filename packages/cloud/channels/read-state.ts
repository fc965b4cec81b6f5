// What a user marks as unread or read, beside the cursor that moves while reading.
import {
  type ChannelPreferenceChange,
  type ChannelPreferences,
  type CursorPosition,
  codeRanges,
  isExpired,
  isInChannel,
  mentionedNames,
  normalizeName,
  SYNC_ENTRIES_MAX,
} from '@parley/chat';
import type { Members } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import { preferenceWrite } from '../db/channel-preferences.ts';
import type { ChannelSettings } from '../db/channel-row.ts';
import { type ChatTableDeps, type TransactionDeps, transact, type Writes } from '../db/chat-table.ts';
import { LOG_START, type Log, type LogPosition } from '../db/log.ts';
import { CHANGE_RATE_LIMIT, RateLimiter } from '../db/rate-limits.ts';
import {
  type Cursor,
  type Cursors,
  cursorAt,
  nextVersionWrite,
  positionOfCursor,
  replaceCursorsWrite,
} from '../db/read-cursors.ts';
import { ApiError } from '../errors.ts';
import { type Mentions, mentionRow } from '../messages/mentions.ts';
import { listedIn } from './channel-list.ts';

export type ReadStateDeps = ChatTableDeps &
  TransactionDeps & { log: Log; members: Members; mentions: Mentions; now: () => number };

/** The most mentions that count again when messages are marked as unread: each is a row of one transaction. */
export const MENTIONS_RESTORED_MAX = 50;

/** How often a change of all cursors is tried while other devices move one. */
const ATTEMPTS = 5;

/** The read state of all users. */
export class ReadState {
  readonly #deps: ReadStateDeps;
  readonly #rate: RateLimiter;

  constructor(deps: ReadStateDeps) {
    this.#deps = deps;
    this.#rate = new RateLimiter(deps.chatTable, CHANGE_RATE_LIMIT);
  }

  /**
   * Moves a user's cursor of a channel to just before a message, if it has the version that the user has seen, and counts its mentions
   * again. Returns the cursor afterwards: that of another device, if that was faster.
   */
  async markUnread(user: TokenUser, channel: string, { seq, version }: CursorPosition): Promise<Cursor> {
    const { members, log, chatTable, now } = this.#deps;
    const { settings } = await members.authorize(channel, user, 'read');
    const rows = await members.rowsOf(user);
    const position = seq === 1 ? LOG_START : await log.position(channel, seq - 1);
    if (!position || (seq === 1 && !(await log.position(channel, seq)))) throw beyondHead(seq);
    const rate = this.#rate.count(user, now());
    const failed = await transact(this.#deps, [
      nextVersionWrite(chatTable, user, channel, position, version),
      rate.write,
      ...(await this.#mentionsFrom(user, rows.username, settings, seq)),
    ]);
    if (failed.includes(1)) throw rate.error(undefined);
    if (failed.length === 0) return cursorAt(position, version + 1);
    return (await members.rowsOf(user)).cursors.get(channel) ?? cursorAt(LOG_START, 0);
  }

  /** Moves several cursors forward at once; returns those of the user's channels among them. */
  async markAllRead(user: TokenUser, channels: ReadonlyMap<string, CursorPosition>): Promise<Cursors> {
    const { members, log, mentions, chatTable, now } = this.#deps;
    const reads = new Map<string, Promise<LogPosition | undefined>>();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const rows = await members.rowsOf(user);
      const { cursors } = rows;
      const wanted = listedIn(rows).filter(({ channel }) => channels.has(channel));
      for (const { channel } of wanted) {
        const { seq } = channels.get(channel) as CursorPosition;
        if (!reads.has(channel)) reads.set(channel, log.position(channel, seq));
      }
      const positions = await resolved(reads);
      const moved = wanted.flatMap(({ channel }) => {
        const { seq, version } = channels.get(channel) as CursorPosition;
        const from = positionOfCursor(cursors.get(channel));
        const position = positions.get(channel);
        const isForward = version === from.version && seq > from.seq;
        return position && isForward ? [[channel, cursorAt(position, version)] as const] : [];
      });
      const next = new Map([...cursors, ...moved]);
      const rate = this.#rate.count(user, now());
      const failed = await transact(this.#deps, [replaceCursorsWrite(chatTable, user, cursors, next), rate.write]);
      if (failed.includes(1)) throw rate.error(undefined);
      if (failed.length > 0) continue;
      for (const [channel, { seq }] of moved) if (rows.mentions.has(channel)) await mentions.delete(user, channel, seq);
      return new Map(wanted.map(({ channel }) => [channel, next.get(channel) ?? cursorAt(LOG_START, 0)]));
    }
    throw new ApiError(503, 'busy', 'Your other devices are reading at the moment. Nothing was stored; try again.');
  }

  /** Changes what the user has chosen for one of their channels. */
  async changePreference(
    user: TokenUser,
    channel: string,
    change: ChannelPreferenceChange,
  ): Promise<ChannelPreferences> {
    const { members, chatTable, now } = this.#deps;
    await members.authorize(channel, user, 'read');
    await members.rowsOf(user);
    const limits = [preferenceWrite(chatTable, user, channel, change), this.#rate.count(user, now())];
    const [failed] = await transact(
      this.#deps,
      limits.map(({ write }) => write),
    );
    if (failed !== undefined) throw limits[failed]?.error(undefined);
    return (await members.rowsOf(user)).preferences;
  }

  /** The rows of the mentions in the messages from a seq on. */
  async #mentionsFrom(user: TokenUser, username: string, settings: ChannelSettings, seq: number): Promise<Writes> {
    const { name: channel } = settings;
    const { entries } = await this.#deps.log.slice(channel, { after: seq - 1, limit: SYNC_ENTRIES_MAX });
    const name = normalizeName(username);
    const mentioning = entries.filter(
      (entry) =>
        entry.kind === 'message' &&
        !isExpired(entry, settings, this.#deps.now()) &&
        isInChannel(entry) &&
        entry.userId !== user.userId &&
        (entry.everyone === 'channel' || mentionedNames(entry.message, codeRanges).includes(name)),
    );
    return mentioning
      .slice(0, MENTIONS_RESTORED_MAX)
      .map((message) => ({ Put: mentionRow(user.userId, channel, message.seq, this.#deps) }));
  }
}

async function resolved<Value>(promises: ReadonlyMap<string, Promise<Value>>): Promise<Map<string, Value>> {
  return new Map(await Promise.all([...promises].map(async ([name, one]) => [name, await one] as const)));
}

/** The error of a request about an entry that does not exist yet. */
export function beyondHead(seq: number): ApiError {
  return new ApiError(409, 'beyond-head', `The channel has no entry ${seq} yet.`);
}
