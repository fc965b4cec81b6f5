// A principal that signs requests with the AWS SDK's own signer, to test how the engine verifies signatures.
import type { Clock } from '../clock.ts';
import type { Principal, Principals } from '../services/appsync/appsync-deps.ts';
import { type Signing, signRequest } from './sign-request.ts';

/** The principal that signs in tests. */
export const ANN: Principal = {
  arn: 'arn:aws:iam::000000000000:role/ann',
  accountId: '000000000000',
  username: 'AROAEXAMPLE:ann',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
export const ANNS_KEY = 'ASIAIOSFODNN7EXAMPLE';
export const ANNS_SESSION = 'session-of-ann';

/** Principals with Ann only; she may do what `allowed` lists as `action resource`, by default everything. */
export function onlyAnn(allowed?: readonly string[]): Principals {
  return {
    principalOf: (key, session) => (key === ANNS_KEY && session === ANNS_SESSION ? ANN : undefined),
    allows: (arn, action, resource) => arn === ANN.arn && (allowed?.includes(`${action} ${resource}`) ?? true),
  };
}

const ANNS_CREDENTIALS = { accessKeyId: ANNS_KEY, secretAccessKey: ANN.secretAccessKey, sessionToken: ANNS_SESSION };

/** Signs `POST /event` at the clock's time, by default with Ann's credentials. Returns the header fields. */
export function signed(
  body: string,
  { clock, ...signing }: { clock: Clock; host: string } & Partial<Omit<Signing, 'date'>>,
): Promise<Record<string, string>> {
  return signRequest(body, {
    credentials: ANNS_CREDENTIALS,
    region: 'us-east-1',
    ...signing,
    date: new Date(clock.now()),
  });
}
