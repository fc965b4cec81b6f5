// The namespace of signals, which people publish themselves and nobody stores. Runs on AppSync (APPSYNC_JS).
import type { EventOnPublishContext, EventOnSubscribeContext } from '@aws-appsync/utils';
import { usernameOf } from '../authenticated-user.ts';
import { demandAccessToken } from './access-token.appsync.ts';
import { memberRows, request } from './authorize-subscribe.appsync.ts';
import { runtime, util } from './runtime.appsync.ts';

/** A person's own path is for nobody else's ears: it tells what that person reads. Channels are for their members. */
export const onSubscribe = {
  request(ctx: EventOnSubscribeContext) {
    demandAccessToken(ctx);
    if (isOwn(ctx)) {
      // The path says it all: no row is asked for.
      runtime.earlyReturn(null);
    }
    return request(ctx);
  },
  response(ctx: EventOnSubscribeContext) {
    memberRows(ctx);
  },
};

/** Keeps what a signal may say and nothing else of what was sent, and stamps it with who sent it, from the token. */
export const onPublish = {
  request(ctx: EventOnPublishContext) {
    demandAccessToken(ctx);
    if (isOwn(ctx)) {
      runtime.earlyReturn(ctx.events.map(ofOwnDevice));
    }
    if (isCall(ctx)) {
      const { sub: userId } = ctx.identity as { sub: string };
      runtime.earlyReturn(ctx.events.map((event) => ofOther(event, userId)));
    }
    return request(ctx);
  },
  response(ctx: EventOnPublishContext) {
    const { settings, member } = memberRows(ctx);
    const mutedUntil = member?.mutedUntil;
    const isMuted =
      mutedUntil && util.time.parseISO8601ToEpochMilliSeconds(mutedUntil) > util.time.nowEpochMilliSeconds();
    if (isMuted || settings?.archived) {
      util.unauthorized();
    }
    const { sub: userId, claims } = ctx.identity as { sub: string; claims: Record<string, unknown> };
    const username = usernameOf(claims);
    return ctx.events.map((event) =>
      event.payload?.kind === 'typing'
        ? { id: event.id, payload: { kind: 'typing', username, userId } }
        : { id: event.id, payload: null, error: 'The only kind of signal is typing.' },
    );
  },
};

type Event = EventOnPublishContext['events'][number];

function ofOwnDevice(event: Event) {
  const { kind, channel, readSeq, readCount } = event.payload ?? {};
  return kind === 'read' && typeof channel === 'string' && typeof readSeq === 'number' && typeof readCount === 'number'
    ? { id: event.id, payload: { kind: 'read', channel, readSeq, readCount } }
    : {
        id: event.id,
        payload: null,
        error: 'The only kind of signal here is read, with channel, readSeq and readCount.',
      };
}

/** To somebody else goes one thing alone: that there is a channel to look for. Whether there is, the other asks the server. */
function ofOther(event: Event, userId: string) {
  return event.payload?.kind === 'channel-added'
    ? { id: event.id, payload: { kind: 'channel-added', userId } }
    : { id: event.id, payload: null, error: 'The only kind of signal to somebody else is come.' };
}

/** Whether somebody with an account calls somebody else. */
function isCall(ctx: EventOnPublishContext): boolean {
  const segments = ctx.info.channel.segments;
  const identity = ctx.identity as { groups?: string[] };
  const isGuest = (identity.groups ?? []).includes('guests');
  return segments.length === 3 && segments[1] === 'users' && segments[2] !== '*' && !isGuest;
}

/** Whether the path is that of the person who asks. */
function isOwn(ctx: EventOnPublishContext | EventOnSubscribeContext): boolean {
  const segments = ctx.info.channel.segments;
  const identity = ctx.identity as { sub: string };
  return segments.length === 3 && segments[1] === 'users' && segments[2] === identity.sub;
}
