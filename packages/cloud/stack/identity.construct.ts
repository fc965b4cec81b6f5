// The identity of users: a Cognito user pool with its own sign-in pages.
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AppSyncAuthorizationType, type AppSyncAuthProvider } from 'aws-cdk-lib/aws-appsync';
import { AccountRecovery, OAuthScope, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { GUEST_DAYS, GUESTS, OWNERS } from '../authenticated-user.ts';

/** The addresses of the sign-in: OAuth 2 authorization code with PKCE. */
export type SignIn = {
  authorize: string;
  token: string;
  clientId: string;
  /** The scopes that the page requests. @default openid profile */
  scope?: string;
  logout?: string;
  revoke?: string;
};

/** The issuer of the tokens that the HTTP API and AppSync accept, and the scopes that they require. */
export type Identity = {
  readonly issuer: string;
  readonly authorizer: IHttpRouteAuthorizer;
  readonly scopes: readonly string[];
  readonly provider: AppSyncAuthProvider;
  readonly signIn?: SignIn;
};

/**
 * Every access token has one of these, whether the user signed in at the pool's pages or by its API (Cognito Developer Guide,
 * "Using the access token"); an id token has none, so it is rejected.
 */
const ACCESS_TOKEN_SCOPES = ['openid', 'aws.cognito.signin.user.admin'];

/** How long a refresh token that was used remains valid, for a response that was lost: the most that Cognito allows. */
const REFRESH_RETRIES = Duration.seconds(60);

export type UserPoolProps = {
  /** The origin of the page: the only address to which a sign-in returns. */
  pageOrigin: string;
  /** The first label of the sign-in pages' host, unique in the region. */
  domainPrefix: string;
  /** Whether users may create accounts themselves. Otherwise the owner invites them. */
  openSignUp: boolean;
  /** Whether users may use the chat without an account. */
  guests: boolean;
};

/** The user pool, and the page as its app client: a public one, so with PKCE and without a secret. */
export class PoolIdentity extends Construct implements Identity {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;
  /** The app client with which the stack's own function signs guests in; a browser cannot use it. */
  readonly guestsClient: UserPoolClient | undefined;
  /** `https://PREFIX.auth.REGION.amazoncognito.com` */
  readonly pages: string;
  readonly issuer: string;
  readonly authorizer: IHttpRouteAuthorizer;
  readonly scopes = ACCESS_TOKEN_SCOPES;
  readonly provider: AppSyncAuthProvider;
  readonly signIn: SignIn;

  constructor(scope: Construct, id: string, { pageOrigin, domainPrefix, openSignUp, guests }: UserPoolProps) {
    super(scope, id);
    this.userPool = new UserPool(this, 'Users', {
      selfSignUpEnabled: openSignUp,
      standardAttributes: { email: { required: true, mutable: true } },
      signInAliases: { username: true, email: true },
      // Ann and ann must not be two users.
      signInCaseSensitive: false,
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      // Long, and without rules about its characters: NIST SP 800-63B-4, 3.1.1.2, passwords as the only factor.
      passwordPolicy: { minLength: 15 },
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.client = this.userPool.addClient('Page', {
      generateSecret: false,
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      // A refresh token is good for one use, so that a stolen copy and the page's own end each other; the page may retry so long.
      refreshTokenRotationGracePeriod: REFRESH_RETRIES,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE],
        callbackUrls: [`${pageOrigin}/`],
        logoutUrls: [`${pageOrigin}/`],
      },
    });
    // Only administrators of the pool decide who is in it, never a request.
    this.userPool.addGroup('Owners', { groupName: OWNERS, description: 'Owners of the default channels' });
    this.guestsClient = guests ? this.#guests() : undefined;
    const domain = this.userPool.addDomain('Pages', { cognitoDomain: { domainPrefix } });
    this.pages = domain.baseUrl();
    this.issuer = `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${this.userPool.userPoolId}`;
    const { userPool } = this;
    const userPoolClients = this.guestsClient ? [this.client, this.guestsClient] : [this.client];
    this.authorizer = new HttpUserPoolAuthorizer('Users', userPool, { userPoolClients });
    // As the HTTP API's audience: a token of another app client of the pool is not for this chat.
    const appIdClientRegex = `^(${userPoolClients.map(({ userPoolClientId }) => userPoolClientId).join('|')})$`;
    this.provider = {
      authorizationType: AppSyncAuthorizationType.USER_POOL,
      cognitoConfig: { userPool, appIdClientRegex },
    };
    this.signIn = {
      authorize: `${this.pages}/oauth2/authorize`,
      token: `${this.pages}/oauth2/token`,
      logout: `${this.pages}/logout`,
      revoke: `${this.pages}/oauth2/revoke`,
      clientId: this.client.userPoolClientId,
    };
  }

  #guests(): UserPoolClient {
    this.userPool.addGroup('Guests', { groupName: GUESTS, description: 'Users without an account' });
    return this.userPool.addClient('GuestsClient', {
      generateSecret: false,
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(GUEST_DAYS),
      authFlows: { adminUserPassword: true },
      disableOAuth: true,
    });
  }
}
