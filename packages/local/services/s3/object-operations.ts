// Operations on one object: get, head, put, copy, delete, and its tags.
import { AwsError } from '../../errors.ts';
import { readBody } from '../../http/request-body.ts';
import { checkWrite, isNotModified, rangeOf } from './conditional-requests.ts';
import { attributesOf, checkTags } from './object-attributes.ts';
import { requestBytes } from './request-bytes.ts';
import { DOCUMENT_MAX, headerOf, invalidArgument, isoDate, type S3Call, type S3Operation } from './s3-call.ts';
import type { ReadableObject } from './s3-service.ts';
import { elements, encodeDocument, rootOf, textOf } from './s3-xml.ts';

/** The headers of a response that a signed request may set: `response-content-type=…` (Amazon S3 API reference, GetObject). */
const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** Encryption of all objects (Amazon S3 User Guide, "Setting default server-side encryption behavior"). */
const ENCRYPTED = { 'x-amz-server-side-encryption': 'AES256' };

export const getObject: S3Operation = (call) => {
  const { request, query } = call;
  call.demand('s3:GetObject');
  const object = foundObject(call);
  const headers = headersOf(object, call);
  if (isNotModified(request.headers, object)) return { status: 304, headers };
  for (const name of OVERRIDES) {
    const value = query.get(`response-${name}`);
    if (value !== undefined) headers[name] = value;
  }
  const range = rangeOf(headerOf(call, 'range'), object.size);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  if (range) headers['content-range'] = `bytes ${start}-${end}/${object.size}`;
  headers['content-length'] = String(end - start + 1);
  return { status: range ? 206 : 200, headers, body: object.read({ start, end }) };
};

export const putObject: S3Operation = async (call) => {
  const { s3, request, bucket, key } = call;
  call.demand('s3:PutObject');
  const attributes = attributesOf(call);
  if (attributes.tags) call.demand('s3:PutObjectTagging');
  const { bytes, verify } = requestBytes(request);
  // Before the bytes are read: a client that cannot succeed need not send them.
  checkWrite(request.headers, s3.find(call));
  const blob = await s3.files.write(bytes);
  const { md5, checksums } = await verified(verify, () => s3.files.remove([blob]));
  const object = { ...attributes, blobs: [blob], size: blob.size, etag: md5, ...(hasAny(checksums) && { checksums }) };
  await s3.objects.put({ bucket, key }, object, () => checkWrite(request.headers, s3.find(call)));
  s3.delete(bucket, key);
  return { headers: { etag: `"${md5}"`, ...ENCRYPTED, ...checksumHeaders(checksums) } };
};

export const copyObject: S3Operation = async (call) => {
  const { s3, request, bucket, key } = call;
  const source = copySource(call);
  call.demand('s3:GetObject', source);
  call.demand('s3:PutObject');
  if (!s3.has(source.bucket)) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  const from = s3.objects.find(source);
  if (!from) throw noSuchKey(source.key);
  const replaces = (name: string) => headerOf(call, name)?.toUpperCase() === 'REPLACE';
  if (source.bucket === bucket && source.key === key && !replaces('x-amz-metadata-directive'))
    throw new AwsError(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  const given = attributesOf(call);
  const attributes = replaces('x-amz-metadata-directive') ? given : { headers: from.headers, metadata: from.metadata };
  const tags = replaces('x-amz-tagging-directive') ? given.tags : from.tags;
  if (tags) call.demand('s3:PutObjectTagging');
  const blobs = await Promise.all(from.blobs.map((blob) => s3.files.copy(blob)));
  const stored = await s3.objects.put(
    { bucket, key },
    {
      ...attributes,
      ...(tags && { tags }),
      blobs,
      size: from.size,
      etag: from.etag,
      ...(from.checksums && { checksums: from.checksums }),
    },
    () => checkWrite(request.headers, s3.find(call)),
  );
  s3.delete(bucket, key);
  const document = { LastModified: isoDate(stored.modifiedAt), ETag: `"${stored.etag}"` };
  return { headers: ENCRYPTED, body: encodeDocument('CopyObjectResult', document) };
};

export const deleteObject: S3Operation = async (call) => {
  call.demand('s3:DeleteObject');
  await call.s3.remove([call]);
  return { status: 204 };
};

export const getTagging: S3Operation = (call) => {
  call.demand('s3:GetObjectTagging');
  const { tags = {} } = foundObject(call);
  const Tag = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return { body: encodeDocument('Tagging', { TagSet: { Tag } }) };
};

export const putTagging: S3Operation = async (call) => {
  call.demand('s3:PutObjectTagging');
  const root = rootOf(await documentOf(call), 'Tagging');
  const tags = elements(root, 'Tag').map((tag) => [textOf(tag, 'Key') ?? '', textOf(tag, 'Value') ?? ''] as const);
  await setTags(call, checkTags(tags));
  return {};
};

export const deleteTagging: S3Operation = async (call) => {
  call.demand('s3:DeleteObjectTagging');
  await setTags(call, {});
  return { status: 204 };
};

/** The text of a request body that is a document. */
export async function documentOf({ request }: S3Call): Promise<string> {
  const tooLarge = () => new AwsError('MaxMessageLengthExceeded', 'Your request was too large.');
  return (await readBody(request, { maxBytes: DOCUMENT_MAX, tooLarge })).toString();
}

export function checksumHeaders(checksums: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(checksums).map(([algorithm, value]) => [`x-amz-checksum-${algorithm}`, value]);
  return { ...Object.fromEntries(named), ...(hasAny(checksums) && { 'x-amz-checksum-type': 'FULL_OBJECT' }) };
}

/** The digest of the bytes; what was written of other bytes is removed. */
export async function verified<Result>(verify: () => Result, undo: () => Promise<void>): Promise<Result> {
  try {
    return verify();
  } catch (error) {
    await undo();
    throw error;
  }
}

async function setTags(call: S3Call, tags: Record<string, string>): Promise<void> {
  const { s3, bucket, key } = call;
  if (s3.objects.find({ bucket, key })) return s3.objects.tag({ bucket, key }, tags);
  foundObject(call);
  throw new AwsError('NotImplemented', 'A file that the assembly deploys cannot be tagged here.', 501);
}

function foundObject(call: S3Call): ReadableObject {
  const object = call.s3.find(call);
  if (object) return object;
  // A caller who may not list the bucket does not learn that the key is missing (Amazon S3 API reference, GetObject).
  call.demand('s3:ListBucket', { bucket: call.bucket, key: '' });
  throw noSuchKey(call.key);
}

function noSuchKey(Key: string): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key });
}

function headersOf(object: ReadableObject, call: S3Call): Record<string, string> {
  const { headers, metadata, tags, etag, modifiedAt, size, checksums = {} } = object;
  const wantsChecksum = headerOf(call, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED' && !headerOf(call, 'range');
  return {
    ...headers,
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...(tags && { 'x-amz-tagging-count': String(Object.keys(tags).length) }),
    ...(wantsChecksum && checksumHeaders(checksums)),
    ...ENCRYPTED,
    'content-length': String(size),
    'last-modified': new Date(modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
    etag: `"${etag}"`,
  };
}

/** `x-amz-copy-source: /bucket/key`, encoded like a path. */
function copySource(call: S3Call): { bucket: string; key: string } {
  const header = headerOf(call, 'x-amz-copy-source') ?? '';
  const invalid = () =>
    invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      header,
    );
  const [, bucket, key] = /^\/?([^/]+)\/([^?]+)$/s.exec(header) ?? [];
  if (bucket === undefined || key === undefined) throw invalid();
  try {
    return { bucket, key: decodeURIComponent(key.replaceAll('+', '%20')) };
  } catch {
    throw invalid();
  }
}

function hasAny(record: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(record).length > 0;
}
