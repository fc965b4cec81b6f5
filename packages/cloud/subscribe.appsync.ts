// Who may hear a channel, on both namespaces. Runs on AppSync (APPSYNC_JS).
import type { EventOnSubscribeContext } from '@aws-appsync/utils';
import { demandAccessToken } from './access-token.appsync.ts';
import { util } from './runtime.appsync.ts';

/** One channel at a time: a wildcard would hear channels that are not the listener's to hear. */
export function onSubscribe(ctx: EventOnSubscribeContext) {
  demandAccessToken(ctx);
  const segments = ctx.info.channel.segments;
  if (segments.length !== 3 || segments[1] !== 'channels' || segments[2] === '*') {
    util.unauthorized();
  }
}
