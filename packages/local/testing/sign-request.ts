// Signs `POST /event` with the AWS SDK's own signer, over the headers that browsers' clients sign.
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

/** Who signs, for which host, and when. */
export type Signing = {
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  host: string;
  region: string;
  date: Date;
};

/** The header fields of a signed request, as the authorization of a WebSocket holds them. */
export async function signed(body: string, { credentials, host, region, date }: Signing) {
  const signer = new SignatureV4({ service: 'appsync', region, credentials, sha256: Sha256, applyChecksum: false });
  const headers = {
    accept: 'application/json, text/javascript',
    'content-encoding': 'amz-1.0',
    'content-type': 'application/json; charset=UTF-8',
    host,
  };
  const request = { protocol: 'https:', hostname: host, method: 'POST', path: '/event', query: {}, headers, body };
  return (await signer.sign(request, { signingDate: date })).headers;
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
