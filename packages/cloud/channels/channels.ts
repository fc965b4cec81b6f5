// The public channels by name, and the creation of public and private channels.
import { DEFAULT_CHANNELS, MEMBERSHIPS_MAX, type Member, type NewChannel } from '@parley/chat';
import { accountRequired, tooManyChannels } from '../access/access-errors.ts';
import type { Members } from '../access/members.ts';
import { type AuthenticatedUser, isGuest } from '../authenticated-user.ts';
import { type ChannelSettings, channelKey, isDefaultChannel, newSettings } from '../db/channel-row.ts';
import { type ChatTableDeps, type TransactionDeps, transact, type Writes } from '../db/chat-table.ts';
import { DIRECTORY, directoryLimits, listChannelWrite } from '../db/directory-rows.ts';
import { addMemberWrites } from '../db/member-rows.ts';
import { CHANNEL_RATE_LIMIT, RateLimiter, type RateLimitWrite } from '../db/rate-limits.ts';
import { QueryCommand } from '../dynamodb/commands.ts';
import { ApiError } from '../errors.ts';
import type { Conversations, CreatedChannel } from './conversations.ts';

export type ChannelsDeps = TransactionDeps &
  ChatTableDeps & {
    members: Members;
    conversations: Conversations;
    now: () => number;
  };

/** The channels of a chat. */
export class Channels {
  readonly #deps: ChannelsDeps;
  readonly #rateLimiter: RateLimiter;

  constructor(deps: ChannelsDeps) {
    this.#deps = deps;
    this.#rateLimiter = new RateLimiter(deps.chatTable, CHANNEL_RATE_LIMIT);
  }

  /** The names of all public channels that are not archived: the default ones, then the others in alphabetical order. */
  async publicNames(): Promise<string[]> {
    const { Items } = await this.#deps.dynamodb.send(
      new QueryCommand({
        TableName: this.#deps.chatTable,
        KeyConditionExpression: 'pk = :channels',
        ExpressionAttributeValues: { ':channels': DIRECTORY },
        ProjectionExpression: 'sk',
        ConsistentRead: true,
      }),
    );
    return [...DEFAULT_CHANNELS, ...(Items ?? []).map((item) => item['sk'] as string)];
  }

  /** Creates a channel, or returns the existing direct conversation of the same users. */
  async create(newChannel: NewChannel, creator: AuthenticatedUser): Promise<CreatedChannel> {
    if (isGuest(creator)) throw accountRequired();
    if (newChannel.kind === 'direct') return this.#deps.conversations.start(newChannel.userIds, creator);
    await this.#requireRoom(creator);
    switch (newChannel.kind) {
      case 'public':
        return this.#createPublic(newChannel, creator);
      case 'private':
        return this.#createPrivate(newChannel, creator);
    }
  }

  async #createPublic(
    newChannel: Extract<NewChannel, { kind: 'public' }>,
    creator: AuthenticatedUser,
  ): Promise<CreatedChannel> {
    const { name } = newChannel;
    if (RESERVED_NAMES.test(name))
      throw new ApiError(400, 'bad-channel', `#${name} looks like the name of a private channel. Choose another name.`);
    if (isDefaultChannel(name)) throw channelExists(name);
    const settings = { ...newSettings(name), ...newChannel, owners: 1, members: 1 };
    const { chatTable } = this.#deps;
    const limits = directoryLimits(chatTable, creator.userId);
    const listed = [listChannelWrite(chatTable, name)];
    if (!(await this.#write(settings, [this.#member(creator, 'owner')], creator, limits, listed)))
      throw channelExists(name);
    return { name, created: true };
  }

  async #createPrivate(
    newChannel: Extract<NewChannel, { kind: 'private' }>,
    creator: AuthenticatedUser,
  ): Promise<CreatedChannel> {
    const name = `p-${randomLetters()}`;
    const settings = { ...newSettings(name), ...newChannel, owners: 1, members: 1 };
    await this.#write(settings, [this.#member(creator, 'owner')], creator);
    return { name, created: true };
  }

  /** Writes a new channel; false when it exists already. */
  async #write(
    settings: ChannelSettings,
    members: readonly Member[],
    creator: AuthenticatedUser,
    furtherLimits: readonly RateLimitWrite[] = [],
    further: Writes = [],
  ): Promise<boolean> {
    const { chatTable, now } = this.#deps;
    const { name, ...row } = settings;
    const createdAt = new Date(now()).toISOString();
    const limits = [this.#rateLimiter.count(creator, now()), ...furtherLimits];
    const failed = await transact(this.#deps, [
      {
        Put: {
          TableName: chatTable,
          Item: { ...channelKey(name), ...row, createdBy: creator.userId, createdAt },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      ...limits.map(({ write }) => write),
      ...further,
      ...members.flatMap((member) => addMemberWrites(chatTable, name, member)),
    ]);
    if (failed.includes(0)) return false;
    const exceeded = limits.find((_, index) => failed.includes(1 + index));
    if (exceeded) throw exceeded.error(undefined);
    return failed.length === 0;
  }

  #member({ userId, username }: AuthenticatedUser, role: Member['role']): Member {
    return { userId, username, role, joinedAt: new Date(this.#deps.now()).toISOString() };
  }

  /** Throws when a user is a member of as many channels as possible. A user who is not enrolled is enrolled. */
  async #requireRoom(user: AuthenticatedUser): Promise<void> {
    if ((await this.#deps.members.membershipsOf(user)).length < MEMBERSHIPS_MAX) return;
    throw tooManyChannels();
  }
}

/** Names of private channels and direct conversations. A public channel of such a name could impersonate one of them. */
const RESERVED_NAMES = /^(?:p-[a-z0-9]{20}|d-[0-9a-f]{32})$/;

/** Twenty random letters and digits, which cannot be guessed: 103 bits. */
function randomLetters(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
    .toString(36)
    .padStart(20, '0')
    .slice(-20);
}

function channelExists(name: string): ApiError {
  return new ApiError(409, 'channel-exists', `A channel #${name} exists already.`);
}
