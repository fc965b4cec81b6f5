// A bucket over HTTP: signed requests of a function, and signed links for browsers.
import { type HttpRequest, keepAliveRequests } from '../dynamodb/keep-alive-http.ts';
import { requestSigner } from '../dynamodb/request-signer.ts';
import { required } from '../environment.ts';

/** S3 rejected a request, or did not respond to any attempt. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;
  readonly code: string;

  constructor(operation: string, status: number, body: string) {
    const [code = 'no code', message = ''] = ['Code', 'Message'].map((name) => textOf(body, name));
    super(`S3 responded to ${operation} with ${status}: ${code} ${message}`);
    this.status = status;
    this.code = code;
  }
}

/** What a request has besides its method and path; `expected` are the statuses that are no error. */
type RequestOptions = Pick<Partial<HttpRequest>, 'headers' | 'body'> & { readonly expected?: readonly number[] };

/** What a link is signed for: the host that S3 receives, a path of the bucket, a query and headers. */
type LinkOptions = {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly signingDate: Date;
};

/** The requests of one function to one bucket. Paths begin with a slash and are those of the bucket: `/files/ID`. */
export class BucketClient {
  /** The name at which browsers store, and an engine knows it too. */
  readonly host: string;
  /** The name that CloudFront sends to S3, whatever the bucket's region: aws-sdk-js#1753. */
  readonly originHost: string;
  readonly #base: URL;
  readonly #prefix: string;
  readonly #attempts: number;
  readonly #signer;
  readonly #request;

  /** `attempts` are those of one request: after a status of 500 and above it is repeated. */
  constructor(bucket: string, attempts: number, env: NodeJS.ProcessEnv = process.env) {
    this.host = `${bucket}.s3.${required('AWS_REGION', env)}.amazonaws.com`;
    this.originHost = `${bucket}.s3.amazonaws.com`;
    const endpoint = env['AWS_ENDPOINT_URL_S3'];
    this.#base = new URL(endpoint ?? `https://${this.host}`);
    this.#prefix = endpoint === undefined ? '' : `${this.#base.pathname.replace(/\/$/, '')}/${bucket}`;
    this.#attempts = attempts;
    this.#signer = requestSigner('s3', env);
    this.#request = keepAliveRequests(this.#base);
  }

  /** Sends a request; `target` is a path with its query. */
  async send(method: string, target: string, { headers = {}, body, expected = [200] }: RequestOptions = {}) {
    const path = this.#prefix + target;
    const [pathname = '', search = ''] = path.split('?', 2);
    const content = body !== undefined && { body };
    for (let attempt = 1; ; attempt += 1) {
      const signed = await this.#signer.sign({
        method,
        protocol: this.#base.protocol,
        hostname: this.#base.hostname,
        path: pathname,
        query: Object.fromEntries(new URLSearchParams(search)),
        headers: { ...headers, host: this.#base.host },
        ...content,
      });
      const response = await this.#request({ method, path, headers: signed.headers, ...content });
      if (expected.includes(response.status)) return response;
      if (attempt === this.#attempts || response.status < 500)
        throw new S3Error(`${method} ${pathname}`, response.status, response.body.toString());
    }
  }

  /** Signs a link; returns its path and query. */
  async presign({ method, host, path, query, headers, seconds, signingDate }: LinkOptions): Promise<string> {
    const signed = await this.#signer.presign(
      {
        method,
        protocol: 'https:',
        hostname: host,
        path,
        query: { ...query },
        headers: { ...headers, host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      },
      {
        expiresIn: seconds,
        signingDate,
        // S3 takes tags and conditions from headers alone.
        unhoistableHeaders: new Set(['x-amz-tagging', 'if-none-match']),
      },
    );
    const all = Object.entries(signed.query ?? {}).map(([name, value]) => `${encode(name)}=${encode(String(value))}`);
    return `${path}?${all.join('&')}`;
  }
}

/** The text of an element in a response of S3. */
export function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]?.replaceAll('&quot;', '"');
}

/** RFC 3986: everything but unreserved characters is encoded, as in the signature. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
