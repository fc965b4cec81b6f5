// Authorizers of the type COGNITO_USER_POOLS: an id token, or an access token that has one of the method's scopes.
import { AwsError } from '../../errors.ts';
import { scopesOf } from '../apigatewayv2/index.ts';
import type { Authorized } from './function-authorizer.ts';
import { gatewayError } from './gateway-response.ts';
import { evaluateExpression } from './parameter-mapping.ts';
import type { RestAuthorizer } from './rest-api-definition.ts';
import type { RestApisDeps } from './rest-api-deps.ts';
import { mappingSources, type RestRequest } from './rest-request.ts';

/**
 * Authorizes a request, or throws 401. Source: API Gateway developer guide, "Control access to REST APIs using Amazon Cognito user
 * pools as an authorizer": without scopes the token is an id token, with scopes an access token.
 */
export async function authorizeByUserPool(
  { identitySource, userPoolIds }: Extract<RestAuthorizer, { kind: 'COGNITO_USER_POOLS' }>,
  request: RestRequest,
  scopes: readonly string[],
  { tokens }: Pick<RestApisDeps, 'tokens'>,
): Promise<Authorized> {
  const token = evaluateExpression(identitySource, mappingSources(request, ''))?.replace(/^Bearer /i, '');
  if (!token) throw gatewayError('UNAUTHORIZED');
  const claims = await claimsOf(token, userPoolIds, tokens);
  const granted = scopesOf(claims);
  if (scopes.length === 0 ? claims['token_use'] !== 'id' : !scopes.some((scope) => granted.includes(scope)))
    throw gatewayError('UNAUTHORIZED');
  const strings = Object.entries(claims).map(([name, value]) => [name, toClaimText(name, value)]);
  return { authorizer: { claims: Object.fromEntries(strings) } };
}

async function claimsOf(token: string, userPoolIds: readonly string[], tokens: RestApisDeps['tokens']) {
  let expired = false;
  for (const userPoolId of userPoolIds) {
    try {
      return await tokens.verify(token, { userPoolId });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      expired ||= /expired/i.test(error.message);
    }
  }
  throw gatewayError('UNAUTHORIZED', expired ? 'The incoming token has expired' : undefined);
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Events on AWS, as others have published them: lists with commas, `exp` and `iat` as `Thu May 04 19:45:55 UTC 2017`. */
function toClaimText(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',');
  if ((name !== 'exp' && name !== 'iat') || typeof value !== 'number')
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  const date = new Date(value * 1000);
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${DAYS[date.getUTCDay()]} ${month} ${day} ${time} UTC ${year}`;
}
