// Signatures of requests to AWS, with the credentials of the function's role.
import { type BinaryLike, createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { required } from '../environment.ts';

/**
 * Signs requests to a service. Credentials are read for each request, so that the next one uses those that have replaced expired ones.
 * Source: AWS SDKs and Tools reference guide, "Environment variables".
 */
export function requestSigner(service: string, env: NodeJS.ProcessEnv): SignatureV4 {
  const credentials = async () => ({
    accessKeyId: required('AWS_ACCESS_KEY_ID', env),
    secretAccessKey: required('AWS_SECRET_ACCESS_KEY', env),
    ...(env['AWS_SESSION_TOKEN'] && { sessionToken: env['AWS_SESSION_TOKEN'] }),
  });
  // S3 alone takes the path as it is: Amazon S3 API reference, "Signature calculations for the Authorization header".
  const uriEscapePath = service !== 's3';
  return new SignatureV4({ service, region: required('AWS_REGION', env), sha256: Sha256, credentials, uriEscapePath });
}

/** What the signer hashes. */
type Source = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, and HMAC with a key, in the interface of the signer. */
class Sha256 {
  readonly #key: Source | undefined;
  #hash;

  constructor(key?: Source) {
    this.#key = key;
    this.#hash = newHash(key);
  }

  update(chunk: Source): void {
    this.#hash.update(chunk as BinaryLike);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = newHash(this.#key);
  }
}

function newHash(key: Source | undefined) {
  return key === undefined ? createHash('sha256') : createHmac('sha256', key as BinaryLike);
}
