// Uploads: a client announces a file, stores its bytes in S3 by signed addresses, and completes it.
import {
  type CompletedFile,
  FILE_PARTS_MAX,
  type FileParts,
  type FileUpload,
  isFileAllowed,
  type NewFile,
  PART_SIZE,
  referenceTo,
  SINGLE_UPLOAD_MAX,
} from '@parley/chat';
import { accountRequired } from '../access/access-errors.ts';
import type { Members } from '../access/members.ts';
import { isGuest, type TokenUser } from '../authenticated-user.ts';
import { type ChatTableDeps, readRows, type TransactionDeps, transact, type Writes } from '../db/chat-table.ts';
import { expiry, type FileRow, fileKey, newFileRow, parseFileRow } from '../db/file-rows.ts';
import { closeExpiredUploads, closeUploadsUpdate, openUploadWrite } from '../db/open-uploads.ts';
import { FILE_RATE_LIMIT, fileBytesLimit, RateLimiter, type RateLimitWrite } from '../db/rate-limits.ts';
import { UpdateCommand } from '../dynamodb/commands.ts';
import { ApiError } from '../errors.ts';
import type { FileSettings } from './file-settings.ts';
import type { FileObjects, StoredPart } from './file-store.ts';

export type FileUploadsDeps = ChatTableDeps &
  TransactionDeps & { members: Members; store: FileObjects; settings: FileSettings; now: () => number };

/** How long the addresses of an upload are valid: a file of 16 MiB on a slow network takes some minutes. */
const UPLOAD_SECONDS = 60 * 60;

/** Uploads of all users. */
export class FileUploads {
  readonly #deps: FileUploadsDeps;

  constructor(deps: FileUploadsDeps) {
    this.#deps = deps;
  }

  /** Announces a file, or returns new addresses for one that was announced before. */
  async create(channel: string, file: NewFile, author: TokenUser): Promise<{ upload: FileUpload; created: boolean }> {
    const { members, settings } = this.#deps;
    checkAllowed(file, settings);
    // A guest is gone after a day, and the files would remain.
    if (isGuest(author)) throw accountRequired();
    await members.authorize(channel, author, 'post');
    const known = await this.#row(file.fileId);
    if (known && !isSame(known, file, channel, author))
      throw new ApiError(409, 'id-taken', 'Another file has this id. Create a new id for each file.');
    if (!known) await this.#insert(channel, file, author);
    return { upload: await this.#addresses(file, known), created: !known };
  }

  /** The parts of a file that are stored, and the addresses of those that are not, from a part on. */
  async parts(
    channel: string,
    fileId: string,
    range: { from: number; count: number },
    author: TokenUser,
  ): Promise<FileParts> {
    const file = await this.#own(channel, fileId, author);
    const sizes = partSizes(file.size);
    const { store } = this.#deps;
    const done = file.state === 'pending' ? await this.#storedParts(file) : undefined;
    // Completed already, by an earlier request.
    if (!done) return { stored: sizes.map((size, index) => ({ part: index + 1, size })), urls: [] };
    const stored = done.filter(({ part, size }) => sizes[part - 1] === size).map(({ part, size }) => ({ part, size }));
    const missing = sizes
      .map((size, index) => ({ part: index + 1, size }))
      .filter(({ part }) => part >= range.from && !stored.some((one) => one.part === part))
      .slice(0, Math.min(range.count, FILE_PARTS_MAX));
    const urls = missing.map(async ({ part, size }) => ({
      part,
      ...(await store.signPart(fileId, file.uploadId ?? '', { part, size }, UPLOAD_SECONDS)),
    }));
    return { stored, urls: await Promise.all(urls) };
  }

  /** Completes a file whose bytes are stored, so that a message can have it. Repeatable. */
  async complete(channel: string, fileId: string, author: TokenUser): Promise<CompletedFile> {
    const { store, chatTable, now } = this.#deps;
    const file = await this.#own(channel, fileId, author);
    if (file.state !== 'pending') return { file: referenceTo(file) };
    if (isMultipart(file)) await this.#joinParts(file);
    const { thumbnail } = file;
    const [size, thumbnailSize] = await Promise.all([
      store.sizeOf(fileId, 'original'),
      thumbnail && store.sizeOf(fileId, 'thumbnail'),
    ]);
    if (size !== file.size || (thumbnail && thumbnailSize !== thumbnail.size)) throw notStored(file);
    // Before the row says that the file is stored: what a message may have must not expire.
    await Promise.all([store.keep(fileId, 'original'), thumbnail && store.keep(fileId, 'thumbnail')]);
    const failed = await transact(this.#deps, [
      {
        Update: {
          TableName: chatTable,
          Key: fileKey(fileId),
          UpdateExpression: 'SET #state = :stored, expiresAt = :expiry REMOVE uploadId',
          ConditionExpression: '#state = :pending',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':stored': 'stored', ':pending': 'pending', ':expiry': expiry(now()) },
        },
      },
      { Update: closeUploadsUpdate(chatTable, author.userId, [fileId]) },
    ]);
    // Another request has completed it at the same time, or it has expired.
    if (failed.length > 0) return { file: referenceTo(await this.#own(channel, fileId, author)) };
    return { file: referenceTo(file) };
  }

  async #insert(channel: string, file: NewFile, { userId }: TokenUser): Promise<void> {
    const { chatTable, settings, now } = this.#deps;
    const at = now();
    const bytes = file.size + (file.thumbnail?.size ?? 0);
    const limits: RateLimitWrite[] = [
      new RateLimiter(chatTable, FILE_RATE_LIMIT).count({ userId }, at),
      new RateLimiter(chatTable, fileBytesLimit(settings.bytesPerDay)).count({ userId }, at, bytes),
    ];
    const writes: Writes = [
      {
        Put: {
          TableName: chatTable,
          Item: newFileRow(file, { channel, userId, now: at }),
          // A row that has expired may still be there.
          ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
          ExpressionAttributeValues: { ':now': Math.floor(at / 1000) },
        },
      },
      openUploadWrite(chatTable, userId, file.fileId, settings.openUploads, at),
      ...limits.map(({ write }) => write),
    ];
    let failed = await transact(this.#deps, writes);
    if (failed.includes(1) && (await closeExpiredUploads(userId, this.#deps)))
      failed = await transact(this.#deps, writes);
    // The same request has arrived twice.
    if (failed.length === 0 || failed.includes(0)) return;
    if (failed.includes(1)) throw tooManyUploads(settings.openUploads);
    for (const [index, limit] of limits.entries()) if (failed.includes(index + 2)) throw limit.error(undefined);
  }

  async #addresses(file: NewFile, known: FileRow | undefined): Promise<FileUpload> {
    const { store, now } = this.#deps;
    const { fileId, thumbnail } = file;
    if (isMultipart(file) && known?.uploadId === undefined && (known?.state ?? 'pending') === 'pending')
      await this.#createUpload(file);
    return {
      upload: isMultipart(file)
        ? { kind: 'multipart', partSize: PART_SIZE, parts: partSizes(file.size).length }
        : { kind: 'put', ...(await store.signPut(fileId, 'original', file, UPLOAD_SECONDS)) },
      ...(thumbnail && { thumbnail: await store.signPut(fileId, 'thumbnail', thumbnail, UPLOAD_SECONDS) }),
      expiresAt: new Date(now() + UPLOAD_SECONDS * 1000).toISOString(),
    };
  }

  /** Of two requests at the same time one sets the upload; a lifecycle rule aborts the other one. */
  async #createUpload({ fileId, type }: NewFile): Promise<void> {
    const { store, dynamodb, chatTable } = this.#deps;
    const uploadId = await store.createUpload(fileId, type);
    await dynamodb
      .send(
        new UpdateCommand({
          TableName: chatTable,
          Key: fileKey(fileId),
          UpdateExpression: 'SET uploadId = :uploadId',
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(uploadId)',
          ExpressionAttributeValues: { ':uploadId': uploadId },
        }),
      )
      .catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
      });
  }

  async #joinParts(file: FileRow): Promise<void> {
    const { store } = this.#deps;
    const done = await this.#storedParts(file);
    // Joined by an earlier request: the object tells.
    if (!done) return;
    const sizes = partSizes(file.size);
    const whole = sizes.map((size, index) => done.find((one) => one.part === index + 1 && one.size === size));
    if (whole.includes(undefined)) throw notStored(file);
    await store.completeUpload(file.fileId, file.uploadId ?? '', whole as StoredPart[]);
  }

  async #storedParts({ fileId, uploadId }: FileRow): Promise<StoredPart[] | undefined> {
    return uploadId === undefined ? [] : this.#deps.store.parts(fileId, uploadId);
  }

  /** A file that the user has announced in a channel in which the user may post. */
  async #own(channel: string, fileId: string, author: TokenUser): Promise<FileRow> {
    await this.#deps.members.authorize(channel, author, 'post');
    const file = await this.#row(fileId);
    if (file?.channel === channel && file.userId === author.userId) return file;
    throw new ApiError(404, 'no-file', 'This file does not exist here, or has expired. Choose it again.');
  }

  async #row(fileId: string): Promise<FileRow | undefined> {
    const [row] = await readRows(this.#deps, [fileKey(fileId)]);
    return parseFileRow(row, this.#deps.now());
  }
}

/** Throws unless the settings of the stack allow a file. */
export function checkAllowed(file: NewFile, { maxBytes, types }: Pick<FileSettings, 'maxBytes' | 'types'>): void {
  if (maxBytes === 0) throw new ApiError(403, 'files-off', 'Files are switched off in this Parley.');
  if (file.size > maxBytes)
    throw new ApiError(
      413,
      'file-too-large',
      `“${file.name}” has ${megabytes(file.size)}; the limit is ${megabytes(maxBytes)}.`,
      undefined,
      { maxBytes },
    );
  if (!isFileAllowed(file, types))
    throw new ApiError(415, 'file-type', `Files such as “${file.name}” are not allowed in this Parley.`);
}

/** The error for a user who has as many unfinished uploads as the limit. */
export function tooManyUploads(limit: number): ApiError {
  const sentence = `You can upload ${limit} files at one time. Wait until some are complete.`;
  return new ApiError(429, 'too-many-uploads', sentence, 60);
}

function megabytes(bytes: number): string {
  return `${Math.ceil((bytes / 1024 / 1024) * 10) / 10} MB`;
}

function isSame(row: FileRow, file: NewFile, channel: string, { userId }: TokenUser): boolean {
  const fields = ['fileId', 'name', 'type', 'size', 'width', 'height', 'duration'] as const;
  return (
    row.channel === channel &&
    row.userId === userId &&
    fields.every((field) => row[field] === file[field]) &&
    row.thumbnail?.size === file.thumbnail?.size &&
    row.thumbnail?.type === file.thumbnail?.type
  );
}

function isMultipart({ size }: Pick<NewFile, 'size'>): boolean {
  return size > SINGLE_UPLOAD_MAX;
}

function partSizes(size: number): number[] {
  const count = Math.ceil(size / PART_SIZE);
  return Array.from({ length: count }, (_, index) => (index < count - 1 ? PART_SIZE : size - index * PART_SIZE));
}

function notStored({ name }: FileRow): ApiError {
  return new ApiError(
    409,
    'file-not-stored',
    `“${name}” is not stored completely, or has another size. Upload it again.`,
  );
}
