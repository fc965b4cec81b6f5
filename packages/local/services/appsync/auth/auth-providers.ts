// The providers of a template, each turned into the authorizer of its kind.
import { EngineError } from '../../../errors.ts';
import { optionalNumber, optionalRecord, optionalText, text } from '../../../template/properties.ts';
import type { AppSyncNeeds } from '../appsync-deps.ts';
import { type ApiKeys, apiKeyAuthorizer } from './api-keys.ts';
import { AUTH_TYPES, type Authorizer, type AuthType } from './authorization-modes.ts';
import { cognitoAuthorizer } from './cognito-authorizer.ts';
import { iamAuthorizer } from './iam-authorizer.ts';
import { lambdaAuthorizer } from './lambda-authorizer.ts';
import { oidcAuthorizer } from './oidc-authorizer.ts';

type Provider = Readonly<Record<string, unknown>>;

/** The API that an authorizer is for. */
export type For = { readonly id: string; readonly arn: string; readonly keys: ApiKeys; readonly at: string };

const MAKE: Record<AuthType, (provider: Provider, api: For, needs: AppSyncNeeds) => Authorizer> = {
  API_KEY: (_, { keys }, { clock }) => apiKeyAuthorizer(keys, clock),

  AMAZON_COGNITO_USER_POOLS(provider, { at }, needs) {
    const config = optionalRecord(provider, 'CognitoConfig', at);
    const appIdClientRegex = optionalText(config, 'AppIdClientRegex', at);
    const userPoolId = text(config, 'UserPoolId', at);
    return cognitoAuthorizer({ userPoolId, ...(appIdClientRegex !== undefined && { appIdClientRegex }) }, needs);
  },

  OPENID_CONNECT(provider, { at }, needs) {
    const config = optionalRecord(provider, 'OpenIDConnectConfig', at);
    const clientId = expression(config, 'ClientId', at);
    const iatTtlMs = optionalNumber(config, 'IatTTL', at);
    const authTtlMs = optionalNumber(config, 'AuthTTL', at);
    const issuer = text(config, 'Issuer', at);
    return oidcAuthorizer(
      {
        issuer,
        ...(clientId && { clientId }),
        ...(iatTtlMs !== undefined && { iatTtlMs }),
        ...(authTtlMs !== undefined && { authTtlMs }),
      },
      needs,
    );
  },

  AWS_LAMBDA(provider, { id, at }, { functions, clock }) {
    if (!functions) throw new EngineError('not-emulated', `${at}: a Lambda authorizer needs Lambda functions.`);
    const config = optionalRecord(provider, 'LambdaAuthorizerConfig', at);
    const identityExpression = expression(config, 'IdentityValidationExpression', at);
    const ttlSeconds = optionalNumber(config, 'AuthorizerResultTtlInSeconds', at) ?? 0;
    const functionArn = text(config, 'AuthorizerUri', at);
    return lambdaAuthorizer(
      id,
      { functionArn, ttlSeconds, ...(identityExpression && { identityExpression }) },
      { functions, clock },
    );
  },

  AWS_IAM(_, { arn, at }, { principals, clock }) {
    if (!principals) throw new EngineError('not-emulated', `${at}: AWS_IAM needs the roles of IAM.`);
    return iamAuthorizer(arn, { principals, clock });
  },
};

/** Makes the authorizers of `EventConfig.AuthProviders`, in the order in which they are asked. */
export function authorizersOf(providers: readonly Provider[], api: For, needs: AppSyncNeeds): Authorizer[] {
  return providers
    .map((provider) => ({ provider, mode: authType(provider, api.at) }))
    .sort((a, b) => AUTH_TYPES.indexOf(a.mode) - AUTH_TYPES.indexOf(b.mode))
    .map(({ provider, mode }) => MAKE[mode](provider, api, needs));
}

/** Reads the `AuthType` of a provider or of a mode. */
export function authType(from: Provider, at: string): AuthType {
  const written = text(from, 'AuthType', at);
  const known = AUTH_TYPES.find((type) => type === written);
  if (!known) throw new EngineError('template-broken', `${at}: ${written} is no AuthType.`);
  return known;
}

function expression(from: Provider, name: string, at: string): RegExp | undefined {
  const written = optionalText(from, name, at);
  if (written === undefined) return undefined;
  try {
    return new RegExp(written);
  } catch (cause) {
    throw new EngineError('template-broken', `${at}: ${name} is no regular expression.`, { cause });
  }
}
