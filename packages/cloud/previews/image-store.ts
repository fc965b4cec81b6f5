// The images of previews in the bucket of the files: stored by the function, and read by signed links at the origin of the files.
import { type HttpRequest, keepAliveRequests } from '../dynamodb/keep-alive-http.ts';
import { requestSigner } from '../dynamodb/request-signer.ts';
import { required } from '../environment.ts';

/** What previews use of the bucket. */
export type PreviewImages = Pick<ImageStore, 'put' | 'signGet'>;

/** How long a link works, and how long a browser keeps the image. It is public content, so this is longer than for a file of a channel. */
export const IMAGE_LINK_SECONDS = 60 * 60;

/** The name of an image is that of its link: 64 digits, which no address escapes. */
export class ImageStore {
  readonly #host: string;
  readonly #originHost: string;
  readonly #base: URL;
  readonly #prefix: string;
  readonly #signer;
  readonly #request;
  readonly #now: () => number;

  constructor(bucket: string, now: () => number = Date.now, env: NodeJS.ProcessEnv = process.env) {
    this.#host = `${bucket}.s3.${required('AWS_REGION', env)}.amazonaws.com`;
    // CloudFront sends this name to S3, as for files: files/file-store.ts.
    this.#originHost = `${bucket}.s3.amazonaws.com`;
    const endpoint = env['AWS_ENDPOINT_URL_S3'];
    this.#base = new URL(endpoint ?? `https://${this.#host}`);
    this.#prefix = endpoint === undefined ? '' : `${this.#base.pathname.replace(/\/$/, '')}/${bucket}`;
    this.#signer = requestSigner('s3', env);
    this.#request = keepAliveRequests(this.#base);
    this.#now = now;
  }

  /** Stores an image, in the place of an earlier one of the same link. */
  async put(id: string, type: string, body: Uint8Array): Promise<void> {
    const request: HttpRequest = {
      method: 'PUT',
      path: this.#prefix + pathOf(id),
      headers: { 'content-type': type },
      body,
    };
    const { headers } = await this.#signer.sign({
      ...request,
      protocol: this.#base.protocol,
      hostname: this.#base.hostname,
      headers: { ...request.headers, host: this.#base.host },
    });
    const response = await this.#request({ ...request, headers });
    if (response.status !== 200)
      throw new Error(
        `S3 responded to an image of a preview with ${response.status}: ${response.body.toString().slice(0, 500)}`,
      );
  }

  /** Where a reader loads an image, below the address of the files. The type is that of the row, and so of the bytes. */
  async signGet(id: string, type: string): Promise<string> {
    const { query = {} } = await this.#signer.presign(
      {
        method: 'GET',
        protocol: 'https:',
        hostname: this.#originHost,
        path: pathOf(id),
        query: {
          'response-content-type': type,
          'response-content-disposition': 'inline',
          'response-cache-control': `private, max-age=${IMAGE_LINK_SECONDS}, immutable`,
        },
        headers: { host: this.#originHost, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      },
      { expiresIn: IMAGE_LINK_SECONDS, signingDate: new Date(this.#now()) },
    );
    const all = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
    return `${pathOf(id)}?${all.join('&')}`;
  }
}

function pathOf(id: string): string {
  return `/previews/${id}`;
}
