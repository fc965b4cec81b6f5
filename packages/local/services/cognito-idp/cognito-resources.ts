// The CloudFormation resource types of Cognito user pools.
import type { ServerResponse } from 'node:http';
import { AwsError } from '../../errors.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import { type Authorize, awsJsonHandler } from '../../protocol/aws-json.ts';
import { notEmulated, PropertyReader } from '../../template/properties.ts';
import { type Ids, REGION } from '../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../resource-type.ts';
import { cognitoApi } from './cognito-operations.ts';
import type { Cognito } from './cognito-service.ts';
import { OAuthEndpoints } from './oauth-endpoints.ts';
import { parsePasswordPolicy } from './passwords.ts';
import { issuerOf } from './user-pool-tokens.ts';

type Deps = {
  cognito: Cognito;
  ids: Ids;
  endpoints: Endpoints;
  /** Authorizes requests of SDKs. */
  authorize: Authorize;
};

/** The resource types of Cognito. */
export const cognitoResources: readonly ResourceType<Deps>[] = [
  {
    type: 'AWS::Cognito::UserPool',
    coverage: 'partly',
    notes:
      'issuer with published keys; users sign in by name alone; of the user pools API the operations that create, group, sign up, confirm (with the code 123456), sign in (password, SRP), sign out and delete users; no triggers',
    create: createPool,
  },
  {
    type: 'AWS::Cognito::UserPoolClient',
    coverage: 'partly',
    notes:
      'code grant with PKCE and refresh tokens, also with rotation; sign-in with a password through the administrators’ API',
    create: createClient,
  },
  {
    type: 'AWS::Cognito::UserPoolDomain',
    coverage: 'partly',
    notes: 'authorize, token, userInfo, revoke and logout, with a sign-in page of the engine',
    create: createDomain,
  },
  {
    type: 'AWS::Cognito::UserPoolUser',
    coverage: 'partly',
    notes: 'without a password, which AdminSetUserPassword sets; no messages are sent',
    create: createUser,
  },
  {
    type: 'AWS::Cognito::UserPoolUserToGroupAttachment',
    coverage: 'full',
    create: attachUser,
  },
  {
    type: 'AWS::Cognito::UserPoolGroup',
    coverage: 'partly',
    notes: 'in the claim `cognito:groups` of its users; no roles of groups',
    create: createGroup,
  },
];

/** The flows of a client that names none (Cognito API reference, CreateUserPoolClient, ExplicitAuthFlows). */
const DEFAULT_FLOWS: readonly string[] = ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'];

type AdminConfig = { AllowAdminCreateUserOnly?: unknown };

const HOST = `cognito-idp.${REGION}.amazonaws.com`;
const UNITS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

function createPool({ logicalId, properties }: Resource, { cognito, ids, endpoints, authorize }: Deps): Created {
  if (Object.keys((properties['LambdaConfig'] ?? {}) as object).length > 0)
    throw notEmulated(logicalId, 'LambdaConfig (triggers)');
  const userPoolId = `${REGION}_${ids.label(logicalId, 9)}`;
  const { CaseSensitive } = (properties['UsernameConfiguration'] ?? {}) as { CaseSensitive?: boolean };
  // One host publishes the keys of every pool and serves the API.
  if (cognito.users.pools === 0) {
    const answer = awsJsonHandler(cognitoApi(cognito), authorize);
    endpoints.add({
      host: HOST,
      base: '/_aws/cognito-idp',
      reach: 'unsigned',
      internal: true,
      handle: (request, response, url) =>
        request.method === 'POST' ? answer(request, response) : serveWellKnown(cognito, response, url),
    });
  }
  const schema = (properties['Schema'] ?? []) as { Name: string; Required?: unknown }[];
  cognito.users.createPool(userPoolId, {
    // Without UsernameConfiguration names are case sensitive (CloudFormation, AWS::Cognito::UserPool).
    caseSensitive: CaseSensitive ?? true,
    required: schema.filter(({ Required }) => String(Required) === 'true').map(({ Name }) => Name),
    password: parsePasswordPolicy(properties['Policies']),
    isClosed:
      String((properties['AdminCreateUserConfig'] as AdminConfig | undefined)?.AllowAdminCreateUserOnly) === 'true',
  });
  const issuer = issuerOf(userPoolId);
  return {
    ref: userPoolId,
    attributes: {
      UserPoolId: userPoolId,
      Arn: ids.arn('cognito-idp', `userpool/${userPoolId}`),
      ProviderName: issuer.slice('https://'.length),
      ProviderURL: issuer,
    },
    summary: endpoints.localize(issuer),
  };
}

function createClient({ logicalId, properties }: Resource, { cognito, ids }: Deps): Created {
  const clientId = ids.label(logicalId, 26);
  const units = (properties['TokenValidityUnits'] ?? {}) as Record<string, string>;
  // Without units access tokens count in hours and refresh tokens in days (CloudFormation, AWS::Cognito::UserPoolClient).
  const access = Number(properties['AccessTokenValidity'] ?? 1) * (UNITS[units['AccessToken'] ?? 'hours'] ?? 3_600);
  const refresh = Number(properties['RefreshTokenValidity'] ?? 30) * (UNITS[units['RefreshToken'] ?? 'days'] ?? 86_400);
  const reader = new PropertyReader(properties, logicalId);
  const rotation = reader.optionalObject('RefreshTokenRotation');
  const isRotated = rotation.oneOf('Feature', ['ENABLED', 'DISABLED'], 'DISABLED') === 'ENABLED';
  const graceSeconds = rotation.integer('RetryGracePeriodSeconds', { from: 0, to: 60, fallback: 0 });
  const given = properties['ExplicitAuthFlows'] === undefined ? undefined : reader.strings('ExplicitAuthFlows');
  const authFlows = given ?? (isRotated ? DEFAULT_FLOWS.slice(1) : DEFAULT_FLOWS);
  // Cognito Developer Guide, "Refresh tokens": rotation is incompatible with this flow.
  if (isRotated && authFlows.includes('ALLOW_REFRESH_TOKEN_AUTH'))
    throw new AwsError(
      'InvalidParameterException',
      `${logicalId}: refresh token rotation requires that ALLOW_REFRESH_TOKEN_AUTH is not enabled.`,
    );
  const provider = reader.strings('SupportedIdentityProviders').find((one) => one !== 'COGNITO');
  if (provider !== undefined) throw notEmulated(logicalId, `the identity provider ${provider}`);
  if (properties['GenerateSecret'] === true) throw notEmulated(logicalId, 'GenerateSecret', 'use a public client');
  cognito.createClient({
    userPoolId: String(properties['UserPoolId']),
    clientId,
    callbackUrls: reader.strings('CallbackURLs'),
    logoutUrls: reader.strings('LogoutURLs'),
    scopes: reader.strings('AllowedOAuthScopes'),
    authFlows,
    hidesUnknownUsers: properties['PreventUserExistenceErrors'] === 'ENABLED',
    accessSeconds: access,
    refreshSeconds: refresh,
    ...(isRotated && { rotationGraceSeconds: graceSeconds }),
  });
  return {
    ref: clientId,
    attributes: { ClientId: clientId, Name: String(properties['ClientName'] ?? ids.name(logicalId)) },
  };
}

function createGroup({ properties }: Resource, { cognito }: Deps): Created {
  const name = String(properties['GroupName']);
  cognito.users.createGroup(String(properties['UserPoolId']), name);
  return { ref: name };
}

async function createUser({ logicalId, properties }: Resource, { cognito, ids }: Deps): Promise<Created> {
  const userPoolId = String(properties['UserPoolId']);
  const username = String(properties['Username'] ?? ids.name(logicalId));
  const attributes = ((properties['UserAttributes'] ?? []) as { Name: string; Value?: unknown }[]).map(
    ({ Name, Value = '' }) => [Name, String(Value)] as const,
  );
  if (!cognito.users.find(userPoolId, username))
    await cognito.users.create(userPoolId, username, { attributes: Object.fromEntries(attributes), temporary: true });
  return { ref: username, summary: `user ${username}` };
}

async function attachUser({ logicalId, properties }: Resource, { cognito, ids }: Deps): Promise<Created> {
  const text = (name: string) => String(properties[name]);
  await cognito.users.addToGroup(text('UserPoolId'), text('Username'), text('GroupName'));
  return { ref: ids.name(logicalId) };
}

function createDomain({ properties }: Resource, deps: Deps): Created {
  const prefix = String(properties['Domain']);
  const host = `${prefix}.auth.${REGION}.amazoncognito.com`;
  const oauth = new OAuthEndpoints(String(properties['UserPoolId']), deps);
  deps.endpoints.add({
    host,
    base: `/_aws/cognito-pages/${prefix}`,
    reach: 'public',
    handle: (request, response, url) => oauth.handle(request, response, url),
  });
  return {
    ref: prefix,
    attributes: { CloudFrontDistribution: host },
    summary: deps.endpoints.localize(`https://${host}`),
  };
}

/** The documents that an issuer publishes: its keys and its configuration. */
async function serveWellKnown(cognito: Cognito, response: ServerResponse, url: URL): Promise<void> {
  const [, userPoolId = '', ...path] = url.pathname.split('/');
  const issuer = issuerOf(userPoolId);
  const documents: Record<string, () => unknown> = {
    '.well-known/jwks.json': () => cognito.tokens.published(),
    '.well-known/openid-configuration': () => ({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'token'],
      subject_types_supported: ['public'],
      scopes_supported: ['openid', 'email', 'phone', 'profile'],
    }),
  };
  const document = cognito.users.hasPool(userPoolId) ? documents[path.join('/')] : undefined;
  response.writeHead(document ? 200 : 404, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
  response.end(JSON.stringify(document ? await document() : { message: 'Not found' }));
}
