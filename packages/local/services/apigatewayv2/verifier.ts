// Whose tokens an authorizer trusts: a user pool's of this machine, or those of any issuer that publishes its keys.
import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { AwsError } from '../../errors.ts';
import { IssuerKeys } from '../issuer-keys.ts';
import { REGION } from '../resource-ids.ts';
import type { HttpApisNeeds } from './http-api-deps.ts';

/** The claims of a good token; refuses any other with `UnauthorizedException`. */
export type Verifier = (token: string) => Promise<Record<string, unknown>>;

/** Signatures that HTTP APIs take: API Gateway developer guide, "Control access to HTTP APIs with JWT authorizers". */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

/** How the tokens of an issuer are verified. */
export function verifierOf(issuer: string, { tokens, endpoints, clock }: HttpApisNeeds): Verifier {
  const prefix = `https://cognito-idp.${REGION}.amazonaws.com/`;
  if (issuer.startsWith(prefix)) return (token) => tokens.verify(token, { userPoolId: issuer.slice(prefix.length) });
  const keys = new IssuerKeys(issuer, { endpoints, clock });
  return async (token) => {
    try {
      const currentDate = new Date(clock.now());
      const keySet = createLocalJWKSet(await keys.holding(decodeProtectedHeader(token).kid));
      const { payload } = await jwtVerify(token, keySet, {
        issuer,
        algorithms: ALGORITHMS,
        currentDate,
        requiredClaims: ['exp'],
      });
      if ((payload.iat ?? 0) * 1000 > clock.now()) throw unauthorized('The token is not valid yet.');
      return payload;
    } catch (error) {
      if (error instanceof AwsError) throw error;
      throw unauthorized(error instanceof errors.JWTExpired ? 'Token has expired.' : 'The token is not valid.');
    }
  };
}

function unauthorized(message: string): AwsError {
  return new AwsError('UnauthorizedException', message, 401);
}
