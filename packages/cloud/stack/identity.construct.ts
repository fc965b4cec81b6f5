// Who people are: a Cognito user pool with its own sign-in pages.
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AppSyncAuthorizationType, type AppSyncAuthProvider } from 'aws-cdk-lib/aws-appsync';
import { AccountRecovery, OAuthScope, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { GUEST_DAYS, GUESTS, OWNERS } from '../authenticated-user.ts';

/** Where the page signs people in: OAuth 2 authorization code with PKCE. */
export type SignIn = {
  authorize: string;
  token: string;
  clientId: string;
  /** What the page asks for. @default openid profile */
  scope?: string;
  logout?: string;
  revoke?: string;
};

/** Who people are, as the rest of the stack needs it: whose tokens the HTTP API and AppSync take, and which of them. */
export type Identity = {
  readonly issuer: string;
  readonly authorizer: IHttpRouteAuthorizer;
  readonly scopes: readonly string[];
  readonly provider: AppSyncAuthProvider;
  readonly signIn?: SignIn;
};

/**
 * Every access token has one of these, whether its person signed in at the pool's pages or by its API (Cognito Developer Guide,
 * "Using the access token"); an id token has none, so it opens nothing.
 */
const ACCESS_TOKEN_SCOPES = ['openid', 'aws.cognito.signin.user.admin'];

export type UserPoolProps = {
  /** Where the page stands: sign-in comes back there and nowhere else. */
  pageOrigin: string;
  /** The first label of the sign-in pages' host, unique in the region. */
  domainPrefix: string;
  /** Whether anybody may make an account. Otherwise the owner invites people. */
  openSignUp: boolean;
  /** Whether people may come in without an account. */
  guests: boolean;
};

/** The user pool, and the page as its client: a public one, so code with PKCE and no secret. */
export class PoolIdentity extends Construct implements Identity {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;
  /** The client through which guests are signed in: by the stack's own function, with nothing that a browser could send. */
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
    this.userPool = new UserPool(this, 'People', {
      selfSignUpEnabled: openSignUp,
      standardAttributes: { email: { required: true, mutable: true } },
      signInAliases: { username: true, email: true },
      // Ann and ann must not be two people.
      signInCaseSensitive: false,
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      // Long, and no rule about what is in it: NIST SP 800-63B-4, 3.1.1.2, passwords as the only factor.
      passwordPolicy: { minLength: 15 },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.client = this.userPool.addClient('Page', {
      generateSecret: false,
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE],
        callbackUrls: [`${pageOrigin}/`],
        logoutUrls: [`${pageOrigin}/`],
      },
    });
    // Who is in it is decided in the pool, by whoever may administer it: never by a request.
    this.userPool.addGroup('Owners', { groupName: OWNERS, description: 'Owners of the channels that everybody is in' });
    this.guestsClient = guests ? this.#guests() : undefined;
    const domain = this.userPool.addDomain('Pages', { cognitoDomain: { domainPrefix } });
    this.pages = domain.baseUrl();
    this.issuer = `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${this.userPool.userPoolId}`;
    const { userPool } = this;
    const userPoolClients = this.guestsClient ? [this.client, this.guestsClient] : [this.client];
    this.authorizer = new HttpUserPoolAuthorizer('People', userPool, { userPoolClients });
    // As the HTTP API's audience: a token of another client of the pool is for something else.
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
    this.userPool.addGroup('Guests', { groupName: GUESTS, description: 'People who came in without an account' });
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
