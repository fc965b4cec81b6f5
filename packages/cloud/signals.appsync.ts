// The namespace of signals, which people publish themselves and nobody stores. Runs on AppSync (APPSYNC_JS).
import type { EventOnPublishContext, EventOnSubscribeContext } from '@aws-appsync/utils';
import { demandAccessToken } from './access-token.appsync.ts';
import { util } from './runtime.appsync.ts';
import { onSubscribe as onSubscribeToChannel } from './subscribe.appsync.ts';

/** A person's own path is for nobody else's ears: it tells what that person reads. */
export function onSubscribe(ctx: EventOnSubscribeContext) {
  demandAccessToken(ctx);
  if (!isOwn(ctx)) {
    onSubscribeToChannel(ctx);
  }
}

/** Keeps what a signal may say and nothing else of what was sent, and stamps it with who sent it, from the token. */
export function onPublish(ctx: EventOnPublishContext) {
  demandAccessToken(ctx);
  const own = isOwn(ctx);
  const segments = ctx.info.channel.segments;
  if (!own && (segments.length !== 3 || segments[1] !== 'channels')) {
    util.unauthorized();
  }
  const identity = ctx.identity as { sub: string; username: string };
  return ctx.events.map((event) => {
    const { kind, channel, read, readCount } = event.payload ?? {};
    if (own) {
      return kind === 'read' && typeof channel === 'string' && typeof read === 'number' && typeof readCount === 'number'
        ? { id: event.id, payload: { kind: 'read', channel, read, readCount } }
        : {
            id: event.id,
            payload: null,
            error: 'The only kind of signal here is read, with channel, read and readCount.',
          };
    }
    return kind === 'typing'
      ? { id: event.id, payload: { kind: 'typing', username: identity.username, sender: identity.sub } }
      : { id: event.id, payload: null, error: 'The only kind of signal is typing.' };
  });
}

/** Whether the path is that of the person who asks. */
function isOwn(ctx: EventOnPublishContext | EventOnSubscribeContext): boolean {
  const segments = ctx.info.channel.segments;
  const identity = ctx.identity as { sub: string };
  return segments.length === 3 && segments[1] === 'people' && segments[2] === identity.sub;
}
