// The objects of files in S3: signed addresses for browsers, and the requests of the functions.
import { BucketClient, S3Error, textOf } from '../s3/bucket-client.ts';

/** A file's bytes, or its small image. */
export type Variant = 'original' | 'thumbnail';

/** The path of an object below the address of the bucket, with its query, and the headers that belong to it. */
export type SignedPath = { url: string; headers: Record<string, string> };

/** A part of an upload that is stored. */
export type StoredPart = { part: number; size: number; etag: string };

/** What is stored until the upload is completed: a lifecycle rule of the bucket deletes it after two days. */
const PENDING = 'state=pending';

/** Attempts of one request. */
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
  readonly #bucket: BucketClient;
  readonly #now: () => number;

  constructor(bucket: string, now: () => number = Date.now, env: NodeJS.ProcessEnv = process.env) {
    this.#bucket = new BucketClient(bucket, ATTEMPTS, env);
    this.#now = now;
  }

  /** Where a browser stores an object at once: of exactly this type and size, and only if it is not stored yet. */
  signPut(fileId: string, variant: Variant, { type, size }: { type: string; size: number }, seconds: number) {
    const headers = { 'content-type': type, 'if-none-match': '*', 'x-amz-tagging': PENDING };
    const signed = { ...headers, 'content-length': `${size}` };
    return this.#presign('PUT', { host: this.#bucket.host, path: pathOf(fileId, variant) }, {}, signed, seconds);
  }

  /** Where a browser stores a part of exactly this size. */
  signPart(fileId: string, uploadId: string, { part, size }: { part: number; size: number }, seconds: number) {
    const query = { partNumber: `${part}`, uploadId };
    const place = { host: this.#bucket.host, path: pathOf(fileId, 'original') };
    return this.#presign('PUT', place, query, { 'content-length': `${size}` }, seconds);
  }

  /** Where a reader loads an object, with the headers that the response shall have. */
  async signGet(fileId: string, variant: Variant, response: Readonly<Record<string, string>>, seconds: number) {
    const query = Object.fromEntries(Object.entries(response).map(([name, value]) => [`response-${name}`, value]));
    const place = { host: this.#bucket.originHost, path: pathOf(fileId, variant) };
    return (await this.#presign('GET', place, query, {}, seconds)).url;
  }

  /** Begins an upload in parts. */
  async createUpload(fileId: string, type: string): Promise<string> {
    const headers = { 'content-type': type, 'x-amz-tagging': PENDING };
    const { body } = await this.#bucket.send('POST', `${pathOf(fileId, 'original')}?uploads=`, { headers });
    const [, uploadId] = /<UploadId>([^<]+)</.exec(body.toString()) ?? [];
    if (uploadId === undefined) throw new Error('S3 named no upload.');
    return uploadId;
  }

  /** The parts that are stored; undefined when the upload is completed or was aborted. */
  async parts(fileId: string, uploadId: string): Promise<StoredPart[] | undefined> {
    const found: StoredPart[] = [];
    for (let marker: string | undefined = '0'; marker !== undefined; ) {
      const query = new URLSearchParams({ uploadId, 'part-number-marker': marker });
      const page = await this.#bucket.send('GET', `${pathOf(fileId, 'original')}?${query}`, { expected: [200, 404] });
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
    const response = await this.#bucket.send('POST', path, { body, expected: [200, 404] });
    // S3 may respond with 200 before it has finished, and then with an error: API reference, CompleteMultipartUpload.
    if (response.status === 200 && response.body.toString().includes('<Error>'))
      throw new S3Error('CompleteMultipartUpload', 500, response.body.toString());
  }

  /** The size of an object; undefined when it is not stored. */
  async sizeOf(fileId: string, variant: Variant): Promise<number | undefined> {
    // One byte of it: the answer to a HEAD would not say why it was refused.
    const request = { headers: { range: 'bytes=0-0' }, expected: [206, 404, 416] };
    const { status, headers } = await this.#bucket.send('GET', pathOf(fileId, variant), request);
    const [, size] = /\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
    return status === 206 ? Number(size) : undefined;
  }

  /** Keeps an object, which would otherwise expire. */
  async keep(fileId: string, variant: Variant): Promise<void> {
    await this.#bucket.send('DELETE', `${pathOf(fileId, variant)}?tagging=`, { expected: [204] });
  }

  /** Deletes the objects of a file, if there are any. */
  async delete(fileId: string): Promise<void> {
    for (const variant of ['original', 'thumbnail'] as const)
      await this.#bucket.send('DELETE', pathOf(fileId, variant), { expected: [204] });
  }

  async #presign(
    method: string,
    { host, path }: { host: string; path: string },
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
    seconds: number,
  ): Promise<SignedPath> {
    const signingDate = new Date(this.#now());
    return {
      url: await this.#bucket.presign({ method, host, path, query, headers, seconds, signingDate }),
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !SET_BY_BROWSER.has(name))),
    };
  }
}

/** The path of an object: its key is the id alone, so that no address tells what it is. */
function pathOf(fileId: string, variant: Variant): string {
  return `/${variant === 'original' ? 'files' : 'thumbnails'}/${fileId}`;
}
