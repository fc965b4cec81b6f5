// Signs `POST /event` with the AWS SDK's own signer.
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

/** The credentials of the signer, the signed host, and the time. Headers are by default those that browser clients sign. */
export type Signing = {
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  host: string;
  region: string;
  date: Date;
  /** @default appsync */
  service?: string;
  headers?: Readonly<Record<string, string>>;
  /** A header that is sent but not signed. */
  unsigned?: string;
};

/** The fields that browser clients sign. */
export const BROWSER_HEADERS = {
  accept: 'application/json, text/javascript',
  'content-encoding': 'amz-1.0',
  'content-type': 'application/json; charset=UTF-8',
};

/** Returns the header fields of the signed request, as the authorization of a WebSocket message holds them. */
export async function signRequest(
  body: string,
  { credentials, host, region, date, service = 'appsync', headers = BROWSER_HEADERS, unsigned }: Signing,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false });
  const request = {
    protocol: 'https:',
    hostname: host,
    method: 'POST',
    path: '/event',
    query: {},
    headers: { ...headers, host },
    body,
  };
  const unsignableHeaders = unsigned === undefined ? undefined : new Set([unsigned]);
  return (await signer.sign(request, { signingDate: date, ...(unsignableHeaders && { unsignableHeaders }) })).headers;
}

class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }

  update(bytes: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes as Buffer);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}
