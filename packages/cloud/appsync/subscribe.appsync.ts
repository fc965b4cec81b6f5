// Who may hear a channel of the log. Runs on AppSync (APPSYNC_JS).
import type { EventOnSubscribeContext } from '@aws-appsync/utils';
import { demandAccessToken } from './access-token.appsync.ts';
import { memberRows, request } from './authorize-subscribe.appsync.ts';

/** Members hear, one channel at a time, on the path of its epoch. */
export const onSubscribe = {
  request(ctx: EventOnSubscribeContext) {
    demandAccessToken(ctx);
    return request(ctx);
  },
  response(ctx: EventOnSubscribeContext) {
    memberRows(ctx);
  },
};
