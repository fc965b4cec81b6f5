// Which of a person's tokens opens anything. Runs on AppSync (APPSYNC_JS).
import type { EventOnPublishContext, EventOnSubscribeContext } from '@aws-appsync/utils';
import { util } from './runtime.appsync.ts';

/** Refuses an id token: AppSync takes it too, but it tells others who somebody is and is not kept as a secret. */
export function demandAccessToken(ctx: EventOnPublishContext | EventOnSubscribeContext) {
  const identity = ctx.identity as { claims: { token_use: string } };
  if (identity.claims.token_use !== 'access') {
    util.unauthorized();
  }
}
