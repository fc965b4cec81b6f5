// Signs as the AWS SDK does, with the SDK's own signer: an outside judge of how signatures are verified here.
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Clock } from '../clock.ts';
import type { Principal, Principals } from '../services/appsync/appsync-deps.ts';

/** A caller of the tests. */
export const ANN: Principal = {
  arn: 'arn:aws:iam::000000000000:role/ann',
  accountId: '000000000000',
  username: 'AROAEXAMPLE:ann',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
export const ANNS_KEY = 'ASIAIOSFODNN7EXAMPLE';
export const ANNS_SESSION = 'session-of-ann';

/** Knows Ann alone, and lets her do what `allowed` lists as `action resource`, or everything. */
export function onlyAnn(allowed?: readonly string[]): Principals {
  return {
    principalOf: (key, session) => (key === ANNS_KEY && session === ANNS_SESSION ? ANN : undefined),
    allows: (arn, action, resource) => arn === ANN.arn && (allowed?.includes(`${action} ${resource}`) ?? true),
  };
}

type Signed = {
  clock: Clock;
  host: string;
  region?: string;
  service?: string;
  headers?: Record<string, string>;
  unsigned?: string;
  /** Whose; Ann's without. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
};

const OF_ANN = { accessKeyId: ANNS_KEY, secretAccessKey: ANN.secretAccessKey, sessionToken: ANNS_SESSION };

/** Signs `POST /event`; gives the header fields. */
export async function signed(
  body: string,
  { clock, host, region, service, headers, unsigned, credentials = OF_ANN }: Signed,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: service ?? 'appsync',
    region: region ?? 'us-east-1',
    credentials,
    sha256: Sha256,
    applyChecksum: false,
  });
  const request = {
    protocol: 'https:',
    hostname: host,
    method: 'POST',
    path: '/event',
    query: {},
    headers: { ...(headers ?? WEBSOCKET_HEADERS), host },
    body,
  };
  return (
    await signer.sign(request, {
      signingDate: new Date(clock.now()),
      ...(unsigned !== undefined && { unsignableHeaders: new Set([unsigned]) }),
    })
  ).headers;
}

const WEBSOCKET_HEADERS = {
  accept: 'application/json, text/javascript',
  'content-encoding': 'amz-1.0',
  'content-type': 'application/json; charset=UTF-8',
};

class Sha256 {
  readonly #hash: { update(data: string | Uint8Array): unknown; digest(): Uint8Array };

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(data as Uint8Array);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}
