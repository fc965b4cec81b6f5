// Signals of users: whether a user may publish one on a path, and how many in a minute, over all connections together.

import { can } from '../access/channel-access.ts';
import type { Members } from '../access/members.ts';
import { blockKey } from '../db/block-rows.ts';
import { type ChatTableDeps, readRows } from '../db/chat-table.ts';
import { RateLimiter, SIGNAL_RATE_LIMIT } from '../db/rate-limits.ts';
import { UpdateCommand } from '../dynamodb/commands.ts';
import { ConditionalCheckFailedException } from '../dynamodb/dynamodb-errors.ts';

/**
 * What the handler of the namespace asks: the user of the token, the number of events, and the path: a channel with the epoch of the
 * path as text, another user, or neither for the user's own path.
 */
export type SignalRequest = { userId: string; count: number; channel?: string; epoch?: string; toUser?: string };

/** The answer: events are broadcast, with the username on the path of a channel; dropped without an error; or rejected. */
export type SignalDecision =
  | { decision: 'broadcast'; username?: string }
  | { decision: 'drop' | 'unauthorized' | 'rate-limited' };

export type SignalsDeps = ChatTableDeps & { members: Members; now: () => number };

/** Users over the limit whom a warm function remembers. A forgotten one costs a write. */
const REMEMBERED_MAX = 1_000;

/** Decides about signals. Nothing of them is stored, except for the count of a user's minute. */
export class Signals {
  readonly #deps: SignalsDeps;
  readonly #rate: RateLimiter;
  /** Until when users are over the limit: their further signals cost no write. */
  readonly #limitedUntil = new Map<string, number>();

  constructor(deps: SignalsDeps) {
    this.#deps = deps;
    this.#rate = new RateLimiter(deps.chatTable, SIGNAL_RATE_LIMIT);
  }

  /** Counts all events, rejected ones too, and authorizes them. */
  async decide(request: SignalRequest): Promise<SignalDecision> {
    if (!(await this.#count(request))) return { decision: 'rate-limited' };
    const { userId, channel, epoch, toUser } = request;
    if (channel !== undefined) return this.#inChannel(userId, channel, epoch ?? '');
    if (toUser === undefined) return { decision: 'broadcast' };
    // The sender does not learn of the block.
    const blocks = await readRows(this.#deps, [blockKey(toUser, userId)]);
    return { decision: blocks.length > 0 ? 'drop' : 'broadcast' };
  }

  /** Members publish on the path of the channel's epoch, if they may post. Before the first visit a user has no username. */
  async #inChannel(userId: string, channel: string, epoch: string): Promise<SignalDecision> {
    const access = await this.#deps.members.access(channel, { userId, requestedName: '', groups: [] });
    const isCurrent = access && epoch === (access.settings.epoch === 0 ? '' : `${access.settings.epoch}`);
    if (!isCurrent || !access.member || !access.enrolled || !can(access, 'post')) return { decision: 'unauthorized' };
    return { decision: 'broadcast', username: access.member.username };
  }

  async #count({ userId, count }: SignalRequest): Promise<boolean> {
    const { dynamodb, now } = this.#deps;
    const at = now();
    if (at < (this.#limitedUntil.get(userId) ?? 0)) return false;
    try {
      await dynamodb.send(new UpdateCommand(this.#rate.countUpdate({ userId }, at, count)));
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      if (this.#limitedUntil.size >= REMEMBERED_MAX) this.#limitedUntil.clear();
      const { windowMs } = SIGNAL_RATE_LIMIT;
      // Of several events one may be too many, while there is room for one.
      if (count === 1) this.#limitedUntil.set(userId, at - (at % windowMs) + windowMs);
      return false;
    }
  }
}
