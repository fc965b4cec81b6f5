// The resource types of Cognito user pools.
import type { ServerResponse } from 'node:http';
import { EngineError } from '../../errors.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import { type Ids, REGION } from '../ids.ts';
import type { Created, Resource, ResourceKind } from '../resource.ts';
import type { Cognito } from './cognito.ts';
import { Pages } from './pages.ts';
import { issuerOf } from './tokens.ts';

type Needs = { cognito: Cognito; ids: Ids; endpoints: Endpoints };

/** What a template may hold of Cognito. */
export const cognitoKinds: readonly ResourceKind<Needs>[] = [
  {
    type: 'AWS::Cognito::UserPool',
    coverage: 'partly',
    notes:
      'issuer with published keys; people sign in by name alone; triggers are refused, and the user pools API is not there',
    create: createPool,
  },
  {
    type: 'AWS::Cognito::UserPoolClient',
    coverage: 'partly',
    notes: 'code grant with PKCE and refresh tokens; no sign-in by API',
    create: createClient,
  },
  {
    type: 'AWS::Cognito::UserPoolDomain',
    coverage: 'partly',
    notes: 'authorize, token, userInfo, revoke and logout, with one sign-in page of our own',
    create: createDomain,
  },
  {
    type: 'AWS::Cognito::UserPoolGroup',
    coverage: 'accepted',
    create: ({ properties }) => ({ ref: String(properties['GroupName']) }),
  },
];

const HOST = `cognito-idp.${REGION}.amazonaws.com`;
const UNITS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

function createPool({ logicalId, properties }: Resource, { cognito, ids, endpoints }: Needs): Created {
  if (Object.keys((properties['LambdaConfig'] ?? {}) as object).length > 0)
    throw new EngineError('not-emulated', `LambdaConfig (triggers) of the user pool ${logicalId} is not emulated.`);
  const userPoolId = `${REGION}_${ids.label(logicalId, 9)}`;
  const { CaseSensitive } = (properties['UsernameConfiguration'] ?? {}) as { CaseSensitive?: boolean };
  // One host publishes the keys of every pool.
  if (cognito.pools === 0)
    endpoints.add({
      host: HOST,
      base: '/_aws/cognito-idp',
      handle: (_, response, url) => wellKnown(cognito, response, url),
    });
  // Without UsernameConfiguration names are case sensitive (CloudFormation, AWS::Cognito::UserPool).
  cognito.createPool(userPoolId, { caseSensitive: CaseSensitive ?? true });
  const issuer = issuerOf(userPoolId);
  return {
    ref: userPoolId,
    attributes: {
      UserPoolId: userPoolId,
      Arn: ids.arn('cognito-idp', `userpool/${userPoolId}`),
      ProviderName: issuer.slice('https://'.length),
      ProviderURL: issuer,
    },
    says: endpoints.localize(issuer),
  };
}

function createClient({ logicalId, properties }: Resource, { cognito, ids }: Needs): Created {
  const clientId = ids.label(logicalId, 26);
  const units = (properties['TokenValidityUnits'] ?? {}) as Record<string, string>;
  // Without units access tokens count in hours and refresh tokens in days (CloudFormation, AWS::Cognito::UserPoolClient).
  const access = Number(properties['AccessTokenValidity'] ?? 1) * (UNITS[units['AccessToken'] ?? 'hours'] ?? 3_600);
  const refresh = Number(properties['RefreshTokenValidity'] ?? 30) * (UNITS[units['RefreshToken'] ?? 'days'] ?? 86_400);
  const providers = (properties['SupportedIdentityProviders'] ?? ['COGNITO']) as string[];
  const foreign =
    providers.find((provider) => provider !== 'COGNITO') ??
    (properties['RefreshTokenRotation'] && 'RefreshTokenRotation');
  if (foreign)
    throw new EngineError('not-emulated', `${foreign} of the user pool client ${logicalId} is not emulated.`);
  if (properties['GenerateSecret'] === true)
    throw new EngineError(
      'not-emulated',
      `GenerateSecret of the user pool client ${logicalId} is not emulated: use a public client.`,
    );
  const list = (name: string) => (properties[name] ?? []) as string[];
  cognito.createClient({
    userPoolId: String(properties['UserPoolId']),
    clientId,
    callbackUrls: list('CallbackURLs'),
    logoutUrls: list('LogoutURLs'),
    scopes: list('AllowedOAuthScopes'),
    accessSeconds: access,
    refreshSeconds: refresh,
  });
  return {
    ref: clientId,
    attributes: { ClientId: clientId, Name: String(properties['ClientName'] ?? ids.name(logicalId)) },
  };
}

function createDomain({ properties }: Resource, needs: Needs): Created {
  const prefix = String(properties['Domain']);
  const host = `${prefix}.auth.${REGION}.amazoncognito.com`;
  const pages = new Pages(String(properties['UserPoolId']), needs);
  needs.endpoints.add({
    host,
    base: `/_aws/cognito-pages/${prefix}`,
    handle: (request, response, url) => pages.handle(request, response, url),
  });
  return {
    ref: prefix,
    attributes: { CloudFrontDistribution: host },
    says: needs.endpoints.localize(`https://${host}`),
  };
}

/** What an issuer publishes about itself: its keys, and where it is. */
async function wellKnown(cognito: Cognito, response: ServerResponse, url: URL): Promise<void> {
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
  const document = cognito.hasPool(userPoolId) ? documents[path.join('/')] : undefined;
  response.writeHead(document ? 200 : 404, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
  response.end(JSON.stringify(document ? await document() : { message: 'Not found' }));
}
