// One CloudFront distribution: serves the objects of a bucket with the headers of its policy.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { DeployedFile } from '../s3/s3-service.ts';

/** The settings of a distribution. */
export type DistributionSettings = {
  rootObject: string;
  compress: boolean;
  headers: () => Readonly<Record<string, string>>;
  read: (key: string) => DeployedFile | undefined;
  /** The pages that replace errors of the origin, by the error's status. */
  errors: ReadonlyMap<number, { path: string; status: number }>;
};

/** CloudFront compresses from 1,000 bytes to 10 MB (CloudFront Developer Guide, serving compressed files). */
const COMPRESS_FROM = 1_000;
const COMPRESS_TO = 10_000_000;
/** Of 11: a tenth larger than at 11, which takes a fifth of a second for the page, in which the engine does nothing else. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const COMPRESSIBLE = /^(?:text\/|application\/(?:javascript|json|manifest\+json|xml|wasm)|image\/svg)/;

/**
 * S3's status for a missing key when the reader may not list the bucket, such as a distribution with origin access control
 * (Amazon S3 User Guide, GetObject permissions).
 */
const MISSING = 403;

/** Serves the objects of its bucket. */
export class Distribution {
  readonly #settings: DistributionSettings;
  readonly #compressed = new Map<string, Buffer>();

  constructor(settings: DistributionSettings) {
    this.#settings = settings;
  }

  handle(request: IncomingMessage, response: ServerResponse, url: URL): void {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return this.#sendError(response, 405, 'MethodNotAllowed');
    const key = keyOf(url);
    const object = key === undefined ? undefined : this.#settings.read(key || this.#settings.rootObject);
    if (object) return this.#send(request, response, object, 200);
    const instead = this.#settings.errors.get(MISSING);
    const page = instead && this.#settings.read(instead.path.replace(/^\//, ''));
    if (page) this.#send(request, response, page, instead.status);
    else this.#sendError(response, MISSING, 'AccessDenied');
  }

  #send(request: IncomingMessage, response: ServerResponse, object: DeployedFile, status: number): void {
    const etag = `"${createHash('md5').update(object.body).digest('hex')}"`;
    const headers = {
      ...this.#settings.headers(),
      etag,
      ...(object.cacheControl && { 'cache-control': object.cacheControl }),
    };
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, headers).end();
    const { body, encoding } = this.#encoded(object, etag, String(request.headers['accept-encoding'] ?? ''));
    response.writeHead(status, {
      ...headers,
      'content-type': object.contentType,
      'content-length': body.length,
      ...(this.#settings.compress && { vary: 'Accept-Encoding' }),
      ...(encoding && { 'content-encoding': encoding }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  #encoded({ body, contentType }: DeployedFile, etag: string, accepts: string): { body: Buffer; encoding?: string } {
    const fits = body.length >= COMPRESS_FROM && body.length <= COMPRESS_TO && COMPRESSIBLE.test(contentType);
    const encoding = /\bbr\b/.test(accepts) ? 'br' : /\bgzip\b/.test(accepts) ? 'gzip' : undefined;
    if (!this.#settings.compress || !fits || !encoding) return { body };
    const name = `${encoding} ${etag}`;
    const compressed =
      this.#compressed.get(name) ?? (encoding === 'br' ? brotliCompressSync(body, BROTLI) : gzipSync(body));
    this.#compressed.set(name, compressed);
    return { body: compressed, encoding };
  }

  #sendError(response: ServerResponse, status: number, code: string): void {
    response.writeHead(status, { ...this.#settings.headers(), 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`);
  }
}

/** The key of the requested object; undefined for a malformed path. Keys are looked up in a map, so `..` has no effect. */
function keyOf(url: URL): string | undefined {
  try {
    return decodeURIComponent(url.pathname.slice(1));
  } catch {
    return undefined;
  }
}
