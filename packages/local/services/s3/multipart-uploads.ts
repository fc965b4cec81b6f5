// Multipart uploads: parts that become an object when the upload is completed, or are removed when it is aborted.
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Storage } from '../../storage/store.ts';
import type { Blob, BlobFiles } from './blob-files.ts';
import type { ObjectAttributes, ObjectName, StoredObject, StoredObjects } from './stored-objects.ts';

/** A part of an upload. */
export type UploadedPart = { part: number; blob: Blob; etag: string; modifiedAt: number };

/** An upload that is neither completed nor aborted. */
export type MultipartUpload = ObjectName & { uploadId: string; attributes: ObjectAttributes; createdAt: number };

const UPLOADS = 's3.uploads';
const PARTS = 's3.parts';

// Amazon S3 User Guide, "Amazon S3 multipart upload limits".
const PART_MIN_BYTES = 5 * 1024 * 1024;
export const PARTS_MAX = 10_000;

/** The uploads of all buckets. */
export class MultipartUploads {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #files: BlobFiles;
  readonly #objects: StoredObjects;

  constructor(deps: { storage: Storage; clock: Clock; files: BlobFiles; objects: StoredObjects }) {
    this.#storage = deps.storage;
    this.#clock = deps.clock;
    this.#files = deps.files;
    this.#objects = deps.objects;
  }

  /** Begins an upload; returns its id. */
  async create({ bucket, key }: ObjectName, attributes: ObjectAttributes): Promise<string> {
    const uploadId = randomBytes(48).toString('base64url');
    const value: MultipartUpload = { bucket, key, uploadId, attributes, createdAt: this.#clock.now() };
    await this.#storage.commit([{ bucket: UPLOADS, key: uploadId, value }]);
    return uploadId;
  }

  /** The upload of an object with an id; the id of another object is as unknown as any. */
  find({ bucket, key }: ObjectName, uploadId: string): MultipartUpload {
    const upload = this.#storage.bucket(UPLOADS).get(uploadId) as MultipartUpload | undefined;
    if (upload?.bucket === bucket && upload.key === key) return upload;
    throw new AwsError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      404,
      { UploadId: uploadId },
    );
  }

  /** Stores a part whose bytes are written; it replaces an earlier one of that number. */
  async putPart({ uploadId, ...name }: MultipartUpload, part: number, blob: Blob, etag: string): Promise<void> {
    const key = partRow(uploadId, part);
    const former = this.#storage.bucket(PARTS).get(key) as UploadedPart | undefined;
    try {
      // It may have been completed or aborted while the bytes were written.
      this.find(name, uploadId);
      const value: UploadedPart = { part, blob, etag, modifiedAt: this.#clock.now() };
      await this.#storage.commit([{ bucket: PARTS, key, value }]);
    } catch (error) {
      await this.#files.remove([blob]);
      throw error;
    }
    if (former) await this.#files.remove([former.blob]);
  }

  /** The parts of an upload, by their numbers. */
  parts({ uploadId }: MultipartUpload): UploadedPart[] {
    const prefix = `${uploadId} `;
    return [...this.#storage.bucket(PARTS)]
      .filter(([row]) => row.startsWith(prefix))
      .map(([, part]) => part as UploadedPart)
      .sort((one, other) => one.part - other.part);
  }

  /** Makes the object of an upload, of the parts that the client names. Parts that it does not name are removed. */
  async complete(
    upload: MultipartUpload,
    named: readonly { part: number; etag: string }[],
    check: (current: StoredObject | undefined) => void,
  ): Promise<StoredObject> {
    const stored = this.parts(upload);
    const used = named.map(({ part, etag }, index) => {
      const found = stored.find((one) => one.part === part && one.etag === etag);
      if (!found)
        throw new AwsError(
          'InvalidPart',
          'One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part’s entity tag.'.replaceAll(
            '’',
            "'",
          ),
          400,
          { UploadId: upload.uploadId, PartNumber: String(part), ETag: etag },
        );
      if (part <= (named[index - 1]?.part ?? 0))
        throw new AwsError(
          'InvalidPartOrder',
          'The list of parts was not in ascending order. Parts must be ordered by part number.',
        );
      if (index < named.length - 1 && found.blob.size < PART_MIN_BYTES)
        throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
          ProposedSize: String(found.blob.size),
          MinSizeAllowed: String(PART_MIN_BYTES),
          PartNumber: String(part),
          ETag: etag,
        });
      return found;
    });
    const blobs = used.map(({ blob }) => blob);
    const hash = createHash('md5');
    for (const { etag } of used) hash.update(Buffer.from(etag, 'hex'));
    const object = await this.#objects.put(
      upload,
      {
        ...upload.attributes,
        blobs,
        size: blobs.reduce((sum, { size }) => sum + size, 0),
        // Amazon S3 User Guide, "Checking object integrity": the digest of the digests, and the number of parts.
        etag: `${hash.digest('hex')}-${used.length}`,
      },
      check,
      this.#removal(upload, stored),
    );
    await this.#files.remove(stored.filter((part) => !used.includes(part)).map(({ blob }) => blob));
    return object;
  }

  async abort(upload: MultipartUpload): Promise<void> {
    const parts = this.parts(upload);
    await this.#storage.commit(this.#removal(upload, parts));
    await this.#files.remove(parts.map(({ blob }) => blob));
  }

  /** The uploads of a bucket, by key. */
  list(bucket: string): MultipartUpload[] {
    return ([...this.#storage.bucket(UPLOADS).values()] as MultipartUpload[])
      .filter((upload) => upload.bucket === bucket)
      .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : one.createdAt - other.createdAt));
  }

  /** The ids of the blobs of all parts. */
  blobIds(): string[] {
    return [...this.#storage.bucket(PARTS).values()].map((part) => (part as UploadedPart).blob.id);
  }

  #removal({ uploadId }: MultipartUpload, parts: readonly UploadedPart[]) {
    return [
      { bucket: UPLOADS, key: uploadId },
      ...parts.map(({ part }) => ({ bucket: PARTS, key: partRow(uploadId, part) })),
    ];
  }
}

function partRow(uploadId: string, part: number): string {
  return `${uploadId} ${part}`;
}
