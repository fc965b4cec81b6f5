// The namespace of signals, which users publish themselves and which are not stored. Runs on AppSync (APPSYNC_JS).
import type { EventOnPublishContext, EventOnSubscribeContext } from '@aws-appsync/utils';
import {
  readMembership,
  requireAccessToken,
  requireMembership,
  requireOneChannel,
  runtime,
  util,
} from './authorize-subscribe.appsync.ts';

/**
 * Only the user subscribes to a user's own path, as it tells what that user reads; only owners of the chat to that of all owners, and
 * only members to a channel's path.
 */
export const onSubscribe = {
  request(ctx: EventOnSubscribeContext) {
    requireAccessToken(ctx);
    if (isOwnPath(ctx) || isOwnersPathOfOwner(ctx)) {
      // The path is sufficient: no row is read.
      runtime.earlyReturn(null);
    }
    return readMembership(ctx);
  },
  response(ctx: EventOnSubscribeContext) {
    requireMembership(ctx);
  },
};

/**
 * Asks the function of signals, which counts them for each user and authorizes them. Then keeps only the fields that a signal may have,
 * and adds the user's identity: the id of the token, and the username of the member's row. The hints of the pipe, which alone has an
 * API key and so no identity, are not counted.
 */
export const onPublish = {
  request(ctx: EventOnPublishContext) {
    const segments = ctx.info.channel.segments;
    if (!ctx.identity) {
      if (segments.length !== 3 || (segments[1] !== 'users' && segments[1] !== 'groups')) {
        util.unauthorized();
      }
      runtime.earlyReturn(ctx.events.map(hint));
    }
    requireAccessToken(ctx);
    const { sub: userId } = ctx.identity as { sub: string };
    const count = ctx.events.length;
    if (isOwnPath(ctx)) {
      return invoke({ userId, count });
    }
    if (isOtherUsersPath(ctx)) {
      return invoke({ userId, count, toUser: segments[2] });
    }
    requireOneChannel(ctx);
    return invoke({ userId, count, channel: segments[2], epoch: segments[3] ?? '' });
  },
  response(ctx: EventOnPublishContext) {
    const { error, result } = ctx as { error?: { message: string; type: string }; result?: unknown };
    if (error) {
      util.error(error.message, error.type);
    }
    const { decision, username } = result as { decision: string; username?: string };
    if (decision === 'rate-limited') {
      util.error('The limit of signals in a minute is reached.', 'RateLimited');
    }
    if (decision === 'unauthorized') {
      util.unauthorized();
    }
    if (decision === 'drop') {
      return [];
    }
    const { sub: userId } = ctx.identity as { sub: string };
    if (isOwnPath(ctx)) {
      return ctx.events.map(readSignal);
    }
    if (isOtherUsersPath(ctx)) {
      return ctx.events.map((event) => channelAddedSignal(event, userId));
    }
    return ctx.events.map((event) =>
      event.payload?.kind === 'typing'
        ? { id: event.id, payload: { kind: 'typing', username, userId } }
        : { id: event.id, payload: null, error: 'The only kind of signal is typing.' },
    );
  },
};

type Event = EventOnPublishContext['events'][number];

function invoke(payload: Record<string, unknown>) {
  return { operation: 'Invoke', payload };
}

/** The signals of a user's other devices: a read cursor has moved, a thread was read or followed, and something else in the list has changed. */
function readSignal(event: Event) {
  const { kind, channel, readSeq, readCount, readVersion, thread, read } = event.payload ?? {};
  if (kind === 'thread' && typeof channel === 'string' && typeof thread === 'number') {
    const count = typeof read === 'number' ? { read } : {};
    return { id: event.id, payload: { kind: 'thread', channel, thread, ...count } };
  }
  if (kind === 'list-changed') {
    return { id: event.id, payload: { kind: 'list-changed' } };
  }
  const version = typeof readVersion === 'number' ? { readVersion } : {};
  return kind === 'read' && typeof channel === 'string' && typeof readSeq === 'number' && typeof readCount === 'number'
    ? { id: event.id, payload: { kind: 'read', channel, readSeq, readCount, ...version } }
    : {
        id: event.id,
        payload: null,
        error:
          'The only kinds of signal here are list-changed, thread with channel and thread, and read with channel, readSeq and readCount.',
      };
}

/** The only signal to another user: that there is a new channel. The other user's page then asks the server whether there is. */
function channelAddedSignal(event: Event, userId: string) {
  return event.payload?.kind === 'channel-added'
    ? { id: event.id, payload: { kind: 'channel-added', userId } }
    : { id: event.id, payload: null, error: 'The only kind of signal to another user is channel-added.' };
}

/** A hint for the user's pages: what a row of the chat table is about, by its sort key, and its channel. */
function hint(event: Event) {
  const row = event.payload?.row;
  const parts = typeof row === 'string' ? row.split('#') : [];
  const about = parts[0] === 'hint' ? parts[1] : ABOUT[parts[0] ?? ''];
  const channel = parts[0] === 'hint' || parts[0] === 'conversation-request' ? parts[2] : parts[1];
  if (!about || !channel) {
    return { id: event.id, payload: null, error: 'Not the row of a hint.' };
  }
  const seq = about === 'mention' || about === 'thread' ? { seq: parts[2] } : {};
  return { id: event.id, payload: { kind: 'hint', about, channel, ...seq } };
}

/** What the rows of a user's partition are about, by the beginning of their sort keys. */
const ABOUT: Record<string, string> = {
  mention: 'mention',
  thread: 'thread',
  member: 'membership',
  conversation: 'conversation',
  'conversation-request': 'conversation',
};

/** Whether an owner of the chat subscribes to the path of all owners. */
function isOwnersPathOfOwner(ctx: EventOnSubscribeContext): boolean {
  const segments = ctx.info.channel.segments;
  const identity = ctx.identity as { groups?: string[] };
  const groups = identity.groups ?? [];
  const isOwner = groups.includes('owners') && !groups.includes('guests');
  return segments.length === 3 && segments[1] === 'groups' && segments[2] === 'owners' && isOwner;
}

/** Whether a user with an account publishes on the path of another user. */
function isOtherUsersPath(ctx: EventOnPublishContext): boolean {
  const segments = ctx.info.channel.segments;
  const identity = ctx.identity as { groups?: string[] };
  const isGuest = (identity.groups ?? []).includes('guests');
  return segments.length === 3 && segments[1] === 'users' && segments[2] !== '*' && !isGuest;
}

/** Whether the path is the user's own. */
function isOwnPath(ctx: EventOnPublishContext | EventOnSubscribeContext): boolean {
  const segments = ctx.info.channel.segments;
  const identity = ctx.identity as { sub: string };
  return segments.length === 3 && segments[1] === 'users' && segments[2] === identity.sub;
}
