// The AuthProviders of an Event API, each as the authorizer of its type.
import { notEmulated, type PropertyReader, templateBroken } from '../../../template/properties.ts';
import type { AppSyncDeps } from '../appsync-deps.ts';
import { type ApiKeys, apiKeyAuthorizer } from './api-keys.ts';
import { AUTH_TYPES, type Authorizer, type AuthType } from './authorization-modes.ts';
import { cognitoAuthorizer } from './cognito-authorizer.ts';
import { iamAuthorizer } from './iam-authorizer.ts';
import { lambdaAuthorizer } from './lambda-authorizer.ts';
import { oidcAuthorizer } from './oidc-authorizer.ts';

/** The API that an authorizer is for. */
export type AuthorizedApi = { readonly id: string; readonly arn: string; readonly keys: ApiKeys };

type CreateAuthorizer = (provider: PropertyReader, api: AuthorizedApi, deps: AppSyncDeps) => Authorizer;

const CREATE: Record<AuthType, CreateAuthorizer> = {
  API_KEY: (_, { keys }, { clock }) => apiKeyAuthorizer(keys, clock),

  AMAZON_COGNITO_USER_POOLS(provider, _, deps) {
    const config = provider.optionalObject('CognitoConfig');
    const appIdClientRegex = config.optionalString('AppIdClientRegex');
    const userPoolId = config.string('UserPoolId');
    return cognitoAuthorizer({ userPoolId, ...(appIdClientRegex !== undefined && { appIdClientRegex }) }, deps);
  },

  OPENID_CONNECT(provider, _, deps) {
    const config = provider.optionalObject('OpenIDConnectConfig');
    const clientId = optionalRegExp(config, 'ClientId');
    const iatTtlMs = config.optionalNumber('IatTTL');
    const authTtlMs = config.optionalNumber('AuthTTL');
    const issuer = config.string('Issuer');
    return oidcAuthorizer(
      {
        issuer,
        ...(clientId && { clientId }),
        ...(iatTtlMs !== undefined && { iatTtlMs }),
        ...(authTtlMs !== undefined && { authTtlMs }),
      },
      deps,
    );
  },

  AWS_LAMBDA(provider, { id }, { functions, clock }) {
    if (!functions) throw notEmulated(provider.subject, 'a Lambda authorizer without Lambda functions');
    const config = provider.optionalObject('LambdaAuthorizerConfig');
    const identityExpression = optionalRegExp(config, 'IdentityValidationExpression');
    const ttlSeconds = config.optionalNumber('AuthorizerResultTtlInSeconds') ?? 0;
    const functionArn = config.string('AuthorizerUri');
    return lambdaAuthorizer(
      id,
      { functionArn, ttlSeconds, ...(identityExpression && { identityExpression }) },
      { functions, clock },
    );
  },

  AWS_IAM({ subject }, { arn }, { principals, clock }) {
    if (!principals) throw notEmulated(subject, 'AWS_IAM without IAM roles');
    return iamAuthorizer(arn, { principals, clock });
  },
};

/** Creates the authorizers of `AuthProviders`, in the order in which they are tried. */
export function parseAuthorizers(eventConfig: PropertyReader, api: AuthorizedApi, deps: AppSyncDeps): Authorizer[] {
  return (eventConfig.optionalObjects('AuthProviders') ?? [])
    .map((provider) => ({ provider, mode: parseAuthType(provider) }))
    .sort((a, b) => AUTH_TYPES.indexOf(a.mode) - AUTH_TYPES.indexOf(b.mode))
    .map(({ provider, mode }) => CREATE[mode](provider, api, deps));
}

/** Reads the `AuthType` of a provider or of an authorization mode. */
export function parseAuthType(properties: PropertyReader): AuthType {
  return properties.oneOf('AuthType', AUTH_TYPES);
}

function optionalRegExp(config: PropertyReader, name: string): RegExp | undefined {
  const source = config.optionalString(name);
  if (source === undefined) return undefined;
  try {
    return new RegExp(source);
  } catch (cause) {
    throw templateBroken(config.subject, `${name} is not a regular expression`, { cause });
  }
}
