// The namespace of the logs: the pipe publishes entries, members subscribe. Runs on AppSync (APPSYNC_JS).
import type { EventOnPublishContext } from '@aws-appsync/utils';
import { util } from './authorize-subscribe.appsync.ts';

export { onSubscribe } from './authorize-subscribe.appsync.ts';

/** Decodes the base64 that the pipe copies. An event that does not belong to this path is rejected, without the others. */
export function onPublish(ctx: EventOnPublishContext) {
  const segments = ctx.info.channel.segments;
  return ctx.events.map((event) => {
    const entry = typeof event.payload === 'string' ? JSON.parse(util.base64Decode(event.payload)) : null;
    return entry?.seq && segments[1] === 'channels' && entry.channel === segments[2]
      ? { id: event.id, payload: entry }
      : { id: event.id, payload: null, error: 'Not an entry of this channel.' };
  });
}
