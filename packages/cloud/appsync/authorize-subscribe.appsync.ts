// Authorizes subscriptions: an access token, and a member of the channel in its current epoch. Runs on AppSync (APPSYNC_JS).
import { type EventOnPublishContext, type EventOnSubscribeContext, runtime, util } from '@aws-appsync/utils';
import { DEFAULT_CHANNELS, USER_ID_PATTERN } from '@parley/chat';

// The other handlers import AppSync's functions from here: a bundle must import each once, under its own name.
export { runtime, util };

/** Placeholder for the name of the chat table, which the stack replaces in the code of the namespaces. */
const TABLE = '{{CHAT_TABLE}}';

/** The part of an AppSync context that subscribe and publish have in common. */
type Context = {
  identity: unknown;
  info: { channel: { segments: string[] } };
  result?: unknown;
  error?: { message: string; type: string };
};

type Row = { pk: string; sk: string; epoch?: number };
type Result = { data: Record<string, (Row | null)[]>; unprocessedKeys?: Record<string, unknown[]> };

/** Subscriptions of the log's namespace: members subscribe to one channel at a time, on the path of its epoch. */
export const onSubscribe = {
  request(ctx: EventOnSubscribeContext) {
    requireAccessToken(ctx);
    return readMembership(ctx);
  },
  response(ctx: EventOnSubscribeContext) {
    requireMembership(ctx);
  },
};

/**
 * Rejects an id token of a user pool: AppSync accepts it, but it describes a user to others and is not treated as a secret. Among
 * the tokens of another issuer, the audience selects those of this chat; a `sub` that is no user id is rejected, as
 * it could be a wildcard or the end of a path.
 */
export function requireAccessToken(ctx: EventOnPublishContext | EventOnSubscribeContext) {
  const identity = ctx.identity as { sub?: string; claims: { token_use?: string } };
  const use = identity.claims.token_use;
  if (use && use !== 'access') {
    util.unauthorized();
  }
  if (!util.matches(USER_ID_PATTERN, identity.sub ?? '')) {
    util.unauthorized();
  }
}

/** Rejects every path but that of one channel in one epoch. A wildcard could match other channels. */
export function requireOneChannel(ctx: Context) {
  const segments = ctx.info.channel.segments;
  const isOneChannel = segments.length === 3 || segments.length === 4;
  if (!isOneChannel || segments[1] !== 'channels' || segments.includes('*')) {
    util.unauthorized();
  }
}

/** Requests the rows of one channel: its settings and the user's membership. */
export function readMembership(ctx: Context) {
  requireOneChannel(ctx);
  const channel = ctx.info.channel.segments[2];
  const { sub: userId } = ctx.identity as { sub: string };
  const keys = [key(`channel#${channel}`, 'settings'), key(`channel#${channel}`, `member#${userId}`)];
  if (isDefault(channel)) {
    keys.push(key(`user#${userId}`, 'member#'));
  }
  return { operation: 'BatchGetItem', tables: { [TABLE]: { keys, consistentRead: true } } };
}

/**
 * Rejects users who are not members, and paths of another epoch than the channel's. The error is the same for all others: removed members must not
 * receive events, and users must not subscribe to the path of a later epoch.
 */
export function requireMembership(ctx: Context) {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  const { data, unprocessedKeys } = ctx.result as Result;
  if ((unprocessedKeys?.[TABLE] ?? []).length > 0) {
    util.error('The channel cannot be read at the moment.', 'Busy');
  }
  const segments = ctx.info.channel.segments;
  const rows = data[TABLE] ?? [];
  const settings = rows.find((row) => row?.sk === 'settings') ?? undefined;
  const member = rows.find((row) => row?.sk.startsWith('member#') && row.pk.startsWith('channel#')) ?? undefined;
  // A user before the first visit is a member of the default channels, and has no rows yet.
  const isMember = member ? true : isDefault(segments[2]) && !rows.some((row) => row?.sk === 'member#');
  const epoch = settings?.epoch ?? 0;
  const inEpoch = epoch === 0 ? segments.length === 3 : segments.length === 4 && segments[3] === `${epoch}`;
  if (!isMember || !inEpoch || (!settings && !isDefault(segments[2]))) {
    util.unauthorized();
  }
}

function isDefault(channel: string | undefined): boolean {
  return DEFAULT_CHANNELS.some((name) => name === channel);
}

function key(pk: string, sk: string) {
  return { pk: util.dynamodb.toDynamoDB(pk), sk: util.dynamodb.toDynamoDB(sk) };
}
