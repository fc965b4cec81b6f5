// Which of a person's tokens opens anything. Runs on AppSync (APPSYNC_JS).
import type { EventOnPublishContext, EventOnSubscribeContext } from '@aws-appsync/utils';
import { util } from './runtime.appsync.ts';

/**
 * Refuses an id token of a user pool: AppSync takes it too, but it tells others who somebody is and is not kept as a secret. Of
 * another issuer's tokens the audience says which are for this chat.
 */
export function demandAccessToken(ctx: EventOnPublishContext | EventOnSubscribeContext) {
  const identity = ctx.identity as { claims: { token_use?: string } };
  const use = identity.claims.token_use;
  if (use && use !== 'access') {
    util.unauthorized();
  }
}
