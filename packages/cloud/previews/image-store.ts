// The images of previews in the bucket of the files: stored by the function, and read by signed links at the origin of the files.
import { BucketClient } from '../s3/bucket-client.ts';

/** What previews use of the bucket. */
export type PreviewImages = Pick<ImageStore, 'put' | 'signGet'>;

/** How long a link works, and how long a browser keeps the image. It is public content, so this is longer than for a file of a channel. */
export const IMAGE_LINK_SECONDS = 60 * 60;

/** Attempts of one request: a preview does without its image. */
const ATTEMPTS = 1;

/** The name of an image is that of its link: 64 digits, which no address escapes. */
export class ImageStore {
  readonly #bucket: BucketClient;
  readonly #now: () => number;

  constructor(bucket: string, now: () => number = Date.now, env: NodeJS.ProcessEnv = process.env) {
    this.#bucket = new BucketClient(bucket, ATTEMPTS, env);
    this.#now = now;
  }

  /** Stores an image, in the place of an earlier one of the same link. */
  async put(id: string, type: string, body: Uint8Array): Promise<void> {
    await this.#bucket.send('PUT', pathOf(id), { headers: { 'content-type': type }, body });
  }

  /** Where a reader loads an image, below the address of the files. The type is that of the row, and so of the bytes. */
  signGet(id: string, type: string): Promise<string> {
    return this.#bucket.presign({
      method: 'GET',
      host: this.#bucket.originHost,
      path: pathOf(id),
      query: {
        'response-content-type': type,
        'response-content-disposition': 'inline',
        'response-cache-control': `private, max-age=${IMAGE_LINK_SECONDS}, immutable`,
      },
      seconds: IMAGE_LINK_SECONDS,
      signingDate: new Date(this.#now()),
    });
  }
}

function pathOf(id: string): string {
  return `/previews/${id}`;
}
