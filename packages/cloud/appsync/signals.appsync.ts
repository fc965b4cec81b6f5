// The namespace of signals, which users publish themselves and which are not stored. Runs on AppSync (APPSYNC_JS).
import type { EventOnPublishContext, EventOnSubscribeContext } from '@aws-appsync/utils';
import { readMembership, requireAccessToken, requireMembership, runtime, util } from './authorize-subscribe.appsync.ts';

/** Only the user subscribes to a user's own path, as it tells what that user reads; only members subscribe to a channel's path. */
export const onSubscribe = {
  request(ctx: EventOnSubscribeContext) {
    requireAccessToken(ctx);
    if (isOwnPath(ctx)) {
      // The path is sufficient: no row is read.
      runtime.earlyReturn(null);
    }
    return readMembership(ctx);
  },
  response(ctx: EventOnSubscribeContext) {
    requireMembership(ctx);
  },
};

/** Keeps only the fields that a signal may have, and adds the user's identity: the id of the token, and the username of the member's row. */
export const onPublish = {
  request(ctx: EventOnPublishContext) {
    requireAccessToken(ctx);
    if (isOwnPath(ctx)) {
      runtime.earlyReturn(ctx.events.map(readSignal));
    }
    if (isOtherUsersPath(ctx)) {
      const { sub: userId } = ctx.identity as { sub: string };
      runtime.earlyReturn(ctx.events.map((event) => channelAddedSignal(event, userId)));
    }
    return readMembership(ctx);
  },
  response(ctx: EventOnPublishContext) {
    const { settings, member } = requireMembership(ctx);
    const mutedUntil = member?.mutedUntil;
    const isMuted =
      mutedUntil && util.time.parseISO8601ToEpochMilliSeconds(mutedUntil) > util.time.nowEpochMilliSeconds();
    // A user before the first visit has no username yet.
    if (!member || isMuted || settings?.archived) {
      util.unauthorized();
    }
    const { sub: userId } = ctx.identity as { sub: string };
    const username = member?.username;
    return ctx.events.map((event) =>
      event.payload?.kind === 'typing'
        ? { id: event.id, payload: { kind: 'typing', username, userId } }
        : { id: event.id, payload: null, error: 'The only kind of signal is typing.' },
    );
  },
};

type Event = EventOnPublishContext['events'][number];

/** The signal of a user's other devices: a read cursor has moved. */
function readSignal(event: Event) {
  const { kind, channel, readSeq, readCount } = event.payload ?? {};
  return kind === 'read' && typeof channel === 'string' && typeof readSeq === 'number' && typeof readCount === 'number'
    ? { id: event.id, payload: { kind: 'read', channel, readSeq, readCount } }
    : {
        id: event.id,
        payload: null,
        error: 'The only kind of signal here is read, with channel, readSeq and readCount.',
      };
}

/** The only signal to another user: that there is a new channel. The other user's page then asks the server whether there is. */
function channelAddedSignal(event: Event, userId: string) {
  return event.payload?.kind === 'channel-added'
    ? { id: event.id, payload: { kind: 'channel-added', userId } }
    : { id: event.id, payload: null, error: 'The only kind of signal to another user is channel-added.' };
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
