// An issuer of one's own instead of the user pool: the application that embeds the chat says who people are.
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AppSyncAuthorizationType } from 'aws-cdk-lib/aws-appsync';
import type { Identity, SignIn } from './identity.construct.ts';

/** Whose tokens are taken. */
export type OidcSettings = {
  /** `iss` of its tokens; its keys are found at `/.well-known/openid-configuration` under it. */
  issuer: string;
  /** `aud` of the tokens that are for this chat, and for nothing else. */
  audience: string;
  /** Where the page signs people in: authorization code with PKCE. Without it the page is not used, only the APIs. */
  signIn?: Omit<SignIn, 'logout' | 'revoke'>;
};

/** Verifies the tokens of an issuer, at the HTTP API and at AppSync alike. */
export function oidcIdentity({ issuer, audience, signIn }: OidcSettings): Identity {
  return {
    issuer,
    authorizer: new HttpJwtAuthorizer('People', issuer, { jwtAudience: [audience] }),
    scopes: [],
    provider: {
      authorizationType: AppSyncAuthorizationType.OIDC,
      // AppSync looks for it in `aud` and in `azp`: AppSync developer guide, OPENID_CONNECT authorization.
      openIdConnectConfig: { oidcProvider: issuer, clientId: `^${audience.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$` },
    },
    ...(signIn && { signIn }),
  };
}
