// The objects of a bucket, over HTTP.

import { type HttpRequest, keepAliveRequests } from '../dynamodb/keep-alive-http.ts';
import { requestSigner } from '../dynamodb/request-signer.ts';
import { required } from '../environment.ts';
import type { ObjectStore } from './object-store.ts';

/** S3 rejected a request, or did not respond to any attempt. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;

  constructor(operation: string, status: number, body: string) {
    const [code = 'no code', message = ''] = ['Code', 'Message'].map(
      (name) => new RegExp(`<${name}>([^<]*)`).exec(body)?.[1],
    );
    super(`S3 responded to ${operation} with ${status}: ${code} ${message}`);
    this.status = status;
  }
}

/** Attempts of one request. A search does not depend on the store, so that few are enough. */
const ATTEMPTS = 2;

/** A bucket. Keys are of `a-z`, `0-9`, `-` and `/`, which no address escapes. */
export class S3Store implements ObjectStore {
  readonly #base: URL;
  readonly #prefix: string;
  readonly #request: ReturnType<typeof keepAliveRequests>;
  readonly #signer: ReturnType<typeof requestSigner>;

  constructor(bucket: string, env: NodeJS.ProcessEnv = process.env) {
    const endpoint = env['AWS_ENDPOINT_URL_S3'];
    this.#base = new URL(endpoint ?? `https://${bucket}.s3.${required('AWS_REGION', env)}.amazonaws.com`);
    this.#prefix = endpoint ? `${this.#base.pathname.replace(/\/$/, '')}/${bucket}/` : '/';
    this.#request = keepAliveRequests(this.#base);
    this.#signer = requestSigner('s3', env);
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    await this.#send({ method: 'PUT', path: this.#prefix + key, headers: {}, body }, [200]);
  }

  async getRange(key: string, start: number, end: number): Promise<Uint8Array | undefined> {
    const headers = { range: `bytes=${start}-${end - 1}` };
    const response = await this.#send({ method: 'GET', path: this.#prefix + key, headers }, [206, 200, 403, 404, 416]);
    // Without the permission to list the bucket, S3 responds to a missing key with 403: Amazon S3 API reference, GetObject.
    return response.status < 300 ? response.body : undefined;
  }

  async delete(key: string): Promise<void> {
    await this.#send({ method: 'DELETE', path: this.#prefix + key, headers: {} }, [204, 200, 404]);
  }

  async #send(request: HttpRequest, expected: readonly number[]) {
    const { method, path, body } = request;
    for (let attempt = 1; ; attempt += 1) {
      const { headers } = await this.#signer.sign({
        method,
        protocol: this.#base.protocol,
        hostname: this.#base.hostname,
        path,
        headers: { ...request.headers, host: this.#base.host },
        ...(body !== undefined && { body }),
      });
      const response = await this.#request({ ...request, headers });
      if (expected.includes(response.status)) return response;
      if (attempt === ATTEMPTS || response.status < 500)
        throw new S3Error(`${method} ${path}`, response.status, response.body.toString());
    }
  }
}
