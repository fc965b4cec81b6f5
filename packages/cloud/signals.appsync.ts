// The namespace of signals, which people publish themselves and nobody stores. Runs on AppSync (APPSYNC_JS).
import type { EventOnPublishContext } from '@aws-appsync/utils';
import { util } from './runtime.appsync.ts';

export { onSubscribe } from './subscribe.appsync.ts';

/** Keeps the kind of signal and nothing else of what was sent, and stamps it with who sent it, from the token. */
export function onPublish(ctx: EventOnPublishContext) {
  const segments = ctx.info.channel.segments;
  if (segments.length !== 3 || segments[1] !== 'channels') {
    util.unauthorized();
  }
  const identity = ctx.identity as { sub: string; username: string };
  return ctx.events.map((event) =>
    event.payload?.kind === 'typing'
      ? { id: event.id, payload: { kind: 'typing', username: identity.username, sender: identity.sub } }
      : { id: event.id, payload: null, error: 'The only kind of signal is typing.' },
  );
}
