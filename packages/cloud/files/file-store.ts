// The objects of files in S3: signed addresses for browsers, and the requests of the functions.

import { keepAliveRequests } from '../dynamodb/keep-alive-http.ts';
import { requestSigner } from '../dynamodb/request-signer.ts';
import { required } from '../environment.ts';

/** A file's bytes, or its small image. */
export type Variant = 'original' | 'thumbnail';

/** The path of an object below the address of the bucket, with its query, and the headers that belong to it. */
export type SignedPath = { url: string; headers: Record<string, string> };

/** A part of an upload that is stored. */
export type StoredPart = { part: number; size: number; etag: string };

/** What is stored until the upload is completed: a lifecycle rule of the bucket deletes it after two days. */
const PENDING = 'state=pending';

/** S3 rejected a request, or did not respond to any attempt. */
export class FileStoreError extends Error {
  override readonly name = 'FileStoreError';
  readonly status: number;
  readonly code: string;

  constructor(operation: string, status: number, body: string) {
    const [code = 'no code', message = ''] = ['Code', 'Message'].map((name) => textOf(body, name));
    super(`S3 responded to ${operation} with ${status}: ${code} ${message}`);
    this.status = status;
    this.code = code;
  }
}

const ATTEMPTS = 3;

/** Headers that a browser sends by itself, and scripts must not set (Fetch Standard, "forbidden request-header"). */
const SET_BY_BROWSER: ReadonlySet<string> = new Set(['host', 'content-length']);

/** What the functions use of the bucket. */
export type FileObjects = Pick<
  FileStore,
  'signPut' | 'signPart' | 'signGet' | 'createUpload' | 'parts' | 'completeUpload' | 'sizeOf' | 'keep' | 'delete'
>;

/** The bucket of the files. */
export class FileStore {
  readonly #host: string;
  readonly #originHost: string;
  readonly #base: URL;
  readonly #prefix: string;
  readonly #signer;
  readonly #request;
  readonly #now: () => number;

  constructor(bucket: string, now: () => number = Date.now, env: NodeJS.ProcessEnv = process.env) {
    // Browsers store at this name, and an engine knows it too.
    this.#host = `${bucket}.s3.${required('AWS_REGION', env)}.amazonaws.com`;
    // CloudFront sends this name to S3, whatever the bucket's region: aws-sdk-js#1753.
    this.#originHost = `${bucket}.s3.amazonaws.com`;
    const endpoint = env['AWS_ENDPOINT_URL_S3'];
    this.#base = new URL(endpoint ?? `https://${this.#host}`);
    this.#prefix = endpoint === undefined ? '' : `${this.#base.pathname.replace(/\/$/, '')}/${bucket}`;
    this.#signer = requestSigner('s3', env);
    this.#request = keepAliveRequests(this.#base);
    this.#now = now;
  }

  /** Where a browser stores an object at once: of exactly this type and size, and only if it is not stored yet. */
  signPut(fileId: string, variant: Variant, { type, size }: { type: string; size: number }, seconds: number) {
    const headers = { 'content-type': type, 'if-none-match': '*', 'x-amz-tagging': PENDING };
    const signed = { ...headers, 'content-length': `${size}` };
    return this.#presign('PUT', { host: this.#host, path: pathOf(fileId, variant) }, {}, signed, seconds);
  }

  /** Where a browser stores a part of exactly this size. */
  signPart(fileId: string, uploadId: string, { part, size }: { part: number; size: number }, seconds: number) {
    const query = { partNumber: `${part}`, uploadId };
    const place = { host: this.#host, path: pathOf(fileId, 'original') };
    return this.#presign('PUT', place, query, { 'content-length': `${size}` }, seconds);
  }

  /** Where a reader loads an object, with the headers that the response shall have. */
  async signGet(fileId: string, variant: Variant, response: Readonly<Record<string, string>>, seconds: number) {
    const query = Object.fromEntries(Object.entries(response).map(([name, value]) => [`response-${name}`, value]));
    const place = { host: this.#originHost, path: pathOf(fileId, variant) };
    return (await this.#presign('GET', place, query, {}, seconds)).url;
  }

  /** Begins an upload in parts. */
  async createUpload(fileId: string, type: string): Promise<string> {
    const headers = { 'content-type': type, 'x-amz-tagging': PENDING };
    const { body } = await this.#send('POST', `${pathOf(fileId, 'original')}?uploads=`, { headers });
    const [, uploadId] = /<UploadId>([^<]+)</.exec(body.toString()) ?? [];
    if (uploadId === undefined) throw new Error('S3 named no upload.');
    return uploadId;
  }

  /** The parts that are stored; undefined when the upload is completed or was aborted. */
  async parts(fileId: string, uploadId: string): Promise<StoredPart[] | undefined> {
    const found: StoredPart[] = [];
    for (let marker: string | undefined = '0'; marker !== undefined; ) {
      const query = new URLSearchParams({ uploadId, 'part-number-marker': marker });
      const page = await this.#send('GET', `${pathOf(fileId, 'original')}?${query}`, { expected: [200, 404] });
      if (page.status === 404) return undefined;
      const xml = page.body.toString();
      for (const [, part = ''] of xml.matchAll(/<Part>(.*?)<\/Part>/gs)) {
        const [number, size, etag] = ['PartNumber', 'Size', 'ETag'].map((name) => textOf(part, name));
        found.push({ part: Number(number), size: Number(size), etag: etag ?? '' });
      }
      marker = textOf(xml, 'IsTruncated') === 'true' ? textOf(xml, 'NextPartNumberMarker') : undefined;
    }
    return found;
  }

  /** Makes the object of its parts. */
  async completeUpload(fileId: string, uploadId: string, parts: readonly StoredPart[]): Promise<void> {
    const listed = parts.map(({ part, etag }) => `<Part><PartNumber>${part}</PartNumber><ETag>${etag}</ETag></Part>`);
    const body = `<CompleteMultipartUpload>${listed.join('')}</CompleteMultipartUpload>`;
    const path = `${pathOf(fileId, 'original')}?${new URLSearchParams({ uploadId })}`;
    const response = await this.#send('POST', path, { body, expected: [200, 404] });
    // S3 may respond with 200 before it has finished, and then with an error: API reference, CompleteMultipartUpload.
    if (response.status === 200 && response.body.toString().includes('<Error>'))
      throw new FileStoreError('CompleteMultipartUpload', 500, response.body.toString());
  }

  /** The size of an object; undefined when it is not stored. */
  async sizeOf(fileId: string, variant: Variant): Promise<number | undefined> {
    // One byte of it: the answer to a HEAD would not say why it was refused.
    const request = { headers: { range: 'bytes=0-0' }, expected: [206, 404, 416] };
    const { status, headers } = await this.#send('GET', pathOf(fileId, variant), request);
    const [, size] = /\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
    return status === 206 ? Number(size) : undefined;
  }

  /** Keeps an object, which would otherwise expire. */
  async keep(fileId: string, variant: Variant): Promise<void> {
    await this.#send('DELETE', `${pathOf(fileId, variant)}?tagging=`, { expected: [204] });
  }

  /** Deletes the objects of a file, if there are any. */
  async delete(fileId: string): Promise<void> {
    for (const variant of ['original', 'thumbnail'] as const)
      await this.#send('DELETE', pathOf(fileId, variant), { expected: [204] });
  }

  async #presign(
    method: string,
    { host, path }: { host: string; path: string },
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
    expiresIn: number,
  ): Promise<SignedPath> {
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
        expiresIn,
        signingDate: new Date(this.#now()),
        // S3 takes tags and conditions from headers alone.
        unhoistableHeaders: new Set(['x-amz-tagging', 'if-none-match']),
      },
    );
    const all = Object.entries(signed.query ?? {}).map(([name, value]) => `${encode(name)}=${encode(String(value))}`);
    return {
      url: `${path}?${all.join('&')}`,
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !SET_BY_BROWSER.has(name))),
    };
  }

  async #send(
    method: string,
    target: string,
    {
      headers = {},
      body,
      expected = [200],
    }: { headers?: Record<string, string>; body?: string; expected?: readonly number[] },
  ) {
    const path = this.#prefix + target;
    const [pathname = '', search = ''] = path.split('?', 2);
    const query = Object.fromEntries(new URLSearchParams(search));
    for (let attempt = 1; ; attempt += 1) {
      const signed = await this.#signer.sign({
        method,
        protocol: this.#base.protocol,
        hostname: this.#base.hostname,
        path: pathname,
        query,
        headers: { ...headers, host: this.#base.host },
        ...(body !== undefined && { body }),
      });
      const response = await this.#request({
        method,
        path,
        headers: signed.headers,
        ...(body !== undefined && { body }),
      });
      if (expected.includes(response.status)) return response;
      if (attempt === ATTEMPTS || response.status < 500)
        throw new FileStoreError(`${method} ${pathname}`, response.status, response.body.toString());
    }
  }
}

/** The path of an object: its key is the id alone, so that no address tells what it is. */
function pathOf(fileId: string, variant: Variant): string {
  return `/${variant === 'original' ? 'files' : 'thumbnails'}/${fileId}`;
}

function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]?.replaceAll('&quot;', '"');
}

/** RFC 3986: everything but unreserved characters is encoded, as in the signature. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
