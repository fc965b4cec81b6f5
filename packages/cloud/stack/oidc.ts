// Another OpenID Connect issuer instead of the user pool: that of the application that embeds the chat.
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AppSyncAuthorizationType } from 'aws-cdk-lib/aws-appsync';
import type { Identity, SignIn } from './identity.construct.ts';

/** The issuer whose tokens are accepted. */
export type OidcSettings = {
  /** `iss` of its tokens; its configuration is at `/.well-known/openid-configuration` below it. */
  issuer: string;
  /** `aud` of the tokens of this chat. */
  audience: string;
  /** The addresses of the sign-in: authorization code with PKCE. Without them only the APIs are used, not the page. */
  signIn?: Omit<SignIn, 'logout' | 'revoke'>;
};

/** Verifies the tokens of an issuer, in the HTTP API and in AppSync. */
export function oidcIdentity({ issuer, audience, signIn }: OidcSettings): Identity {
  return {
    issuer,
    authorizer: new HttpJwtAuthorizer('Users', issuer, { jwtAudience: [audience] }),
    scopes: [],
    provider: {
      authorizationType: AppSyncAuthorizationType.OIDC,
      // AppSync compares it with `aud` and `azp`: AppSync developer guide, OPENID_CONNECT authorization.
      openIdConnectConfig: { oidcProvider: issuer, clientId: `^${audience.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$` },
    },
    ...(signIn && { signIn }),
  };
}
