// The namespace of the log's events: the pipe publishes, people subscribe. Runs on AppSync (APPSYNC_JS).
import type { EventOnPublishContext } from '@aws-appsync/utils';
import { util } from './runtime.appsync.ts';

export { onSubscribe } from './subscribe.appsync.ts';

/** Unpacks the base64 that the pipe copied; an event that does not belong on this path is refused alone. */
export function onPublish(ctx: EventOnPublishContext) {
  const segments = ctx.info.channel.segments;
  return ctx.events.map((event) => {
    const entry = typeof event.payload === 'string' ? JSON.parse(util.base64Decode(event.payload)) : null;
    return entry?.seq && segments[1] === 'channels' && entry.channel === segments[2]
      ? { id: event.id, payload: entry }
      : { id: event.id, payload: null, error: 'Not an entry of this channel.' };
  });
}
