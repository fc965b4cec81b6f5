// What AppSync reads of a channel before somebody may hear it or signal in it: its settings and the person's own row.
import { DEFAULT_CHANNELS } from '@parley/chat';
import { util } from './runtime.appsync.ts';

/** The namespaces' code is text in the template; the name of the table is put in its place there. */
const TABLE = '{{CHAT_TABLE}}';

/** What an AppSync context holds of a subscribe or a publish. */
type Context = {
  identity: unknown;
  info: { channel: { segments: string[] } };
  result?: unknown;
  error?: { message: string; type: string };
};

type Row = { pk: string; sk: string; epoch?: number; archived?: boolean; kind?: string; mutedUntil?: string };
type Result = { data: Record<string, (Row | null)[]>; unprocessedKeys?: Record<string, unknown[]> };

/** Asks for the rows of one channel, in one epoch. A wildcard would hear channels that are not the listener's to hear. */
export function request(ctx: Context) {
  const segments = ctx.info.channel.segments;
  const channel = segments[2];
  const isOne = segments.length === 3 || segments.length === 4;
  if (!isOne || segments[1] !== 'channels' || segments.includes('*')) {
    util.unauthorized();
  }
  const { sub } = ctx.identity as { sub: string };
  const keys = [key(`channel#${channel}`, 'settings'), key(`channel#${channel}`, `member#${sub}`)];
  if (isDefault(channel)) {
    keys.push(key(`user#${sub}`, 'member#'));
  }
  return { operation: 'BatchGetItem', tables: { [TABLE]: { keys, consistentRead: true } } };
}

/**
 * The rows of a member on the path of the channel's epoch, or a refusal, the same for everybody else: whoever was taken out may
 * not hear, and nobody may listen on the path of an epoch that is yet to come.
 */
export function memberRows(ctx: Context): { settings: Row | undefined; member: Row | undefined } {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  const { data, unprocessedKeys } = ctx.result as Result;
  if ((unprocessedKeys?.[TABLE] ?? []).length > 0) {
    util.error('The channel could not be read just now.', 'Busy');
  }
  const segments = ctx.info.channel.segments;
  const rows = data[TABLE] ?? [];
  const settings = rows.find((row) => row?.sk === 'settings') ?? undefined;
  const member = rows.find((row) => row?.sk.startsWith('member#') && row.pk.startsWith('channel#')) ?? undefined;
  // Somebody who was never here before is in the channels that everybody is in, and has no rows yet.
  const isIn = member ? true : isDefault(segments[2]) && !rows.some((row) => row?.sk === 'member#');
  const epoch = settings?.epoch ?? 0;
  const inEpoch = epoch === 0 ? segments.length === 3 : segments.length === 4 && segments[3] === `${epoch}`;
  if (!isIn || !inEpoch || (!settings && !isDefault(segments[2]))) {
    util.unauthorized();
  }
  return { settings, member };
}

function isDefault(channel: string | undefined): boolean {
  return DEFAULT_CHANNELS.some((name) => name === channel);
}

function key(pk: string, sk: string) {
  return { pk: util.dynamodb.toDynamoDB(pk), sk: util.dynamodb.toDynamoDB(sk) };
}
