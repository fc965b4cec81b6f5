// Operations on a bucket: lists of its objects and uploads, and the deletion of many objects.
import { AwsError } from '../../errors.ts';
import { REGION } from '../resource-ids.ts';
import { documentOf } from './object-operations.ts';
import { invalidArgument, isoDate, type S3Call, type S3Operation } from './s3-call.ts';
import { elements, encodeDocument, rootOf, textOf, type XmlContent } from './s3-xml.ts';

/** The most keys of one answer, and of one deletion (Amazon S3 API reference, ListObjectsV2 and DeleteObjects). */
const KEYS_MAX = 1_000;

export const headBucket: S3Operation = (call) => {
  call.demand('s3:ListBucket');
  return { headers: { 'x-amz-bucket-region': REGION } };
};

export const bucketLocation: S3Operation = (call) => {
  call.demand('s3:GetBucketLocation');
  // The region us-east-1 has no constraint.
  return { body: encodeDocument('LocationConstraint', '') };
};

export const listObjects: S3Operation = (call) => {
  const { s3, bucket, query } = call;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  call.demand('s3:ListBucket', undefined, { 's3:prefix': prefix, 's3:delimiter': delimiter });
  const encode = encoder(query.get('encoding-type'));
  const max = maxKeys(query.get('max-keys'));
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const after = token === undefined ? startAfter : parseToken(token);
  const keys: string[] = [];
  const prefixes = new Set<string>();
  let last = '';
  let isTruncated = false;
  for (const key of s3.allKeys(bucket)) {
    if (!key.startsWith(prefix) || compare(key, after) <= 0) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const common = end < 0 ? undefined : key.slice(0, end + delimiter.length);
    // A group that the former page has returned, or this one.
    if (common !== undefined && (prefixes.has(common) || common === after)) continue;
    if (keys.length + prefixes.size >= max) {
      isTruncated = max > 0;
      break;
    }
    if (common === undefined) keys.push(key);
    else prefixes.add(common);
    last = common ?? key;
  }
  return {
    body: encodeDocument('ListBucketResult', {
      Name: bucket,
      Prefix: encode(prefix),
      ...(delimiter !== '' && { Delimiter: encode(delimiter) }),
      ...(token !== undefined && { ContinuationToken: token }),
      ...(startAfter !== '' && { StartAfter: encode(startAfter) }),
      KeyCount: keys.length + prefixes.size,
      MaxKeys: max,
      ...(query.get('encoding-type') && { EncodingType: 'url' }),
      IsTruncated: isTruncated,
      ...(isTruncated && { NextContinuationToken: encodeToken(last) }),
      Contents: keys.map((key) => describe(call, key, encode)),
      CommonPrefixes: [...prefixes].map((Prefix) => ({ Prefix: encode(Prefix) })),
    }),
  };
};

export const deleteObjects: S3Operation = async (call) => {
  const { s3, bucket } = call;
  const root = rootOf(await documentOf(call), 'Delete');
  const keys = elements(root, 'Object').map((object) => textOf(object, 'Key') ?? '');
  if (keys.length === 0 || keys.length > KEYS_MAX || keys.includes(''))
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  const denied: XmlContent[] = [];
  const permitted = keys.filter((key) => {
    try {
      call.demand('s3:DeleteObject', { bucket, key });
      return true;
    } catch (error) {
      denied.push({ Key: key, Code: 'AccessDenied', Message: error instanceof Error ? error.message : '' });
      return false;
    }
  });
  await s3.remove(permitted.map((key) => ({ bucket, key })));
  const isQuiet = textOf(root, 'Quiet') === 'true';
  return {
    body: encodeDocument('DeleteResult', {
      Deleted: isQuiet ? [] : permitted.map((Key) => ({ Key })),
      Error: denied,
    }),
  };
};

export const listUploads: S3Operation = (call) => {
  const { s3, bucket, query } = call;
  call.demand('s3:ListBucketMultipartUploads');
  const prefix = query.get('prefix') ?? '';
  const max = maxKeys(query.get('max-uploads'));
  const [keyMarker, idMarker] = [query.get('key-marker') ?? '', query.get('upload-id-marker') ?? ''];
  const all = s3.uploads.list(bucket).filter(({ key }) => key.startsWith(prefix));
  const marked = all.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === idMarker);
  const following = marked >= 0 ? all.slice(marked + 1) : all.filter(({ key }) => compare(key, keyMarker) > 0);
  const page = following.slice(0, max);
  const last = page.at(-1);
  const isTruncated = following.length > page.length;
  return {
    body: encodeDocument('ListMultipartUploadsResult', {
      Bucket: bucket,
      KeyMarker: keyMarker,
      UploadIdMarker: idMarker,
      ...(isTruncated && last && { NextKeyMarker: last.key, NextUploadIdMarker: last.uploadId }),
      Prefix: prefix,
      MaxUploads: max,
      IsTruncated: isTruncated,
      Upload: page.map(({ key, uploadId, createdAt }) => ({
        Key: key,
        UploadId: uploadId,
        StorageClass: 'STANDARD',
        Initiated: isoDate(createdAt),
      })),
    }),
  };
};

function describe({ s3, bucket }: S3Call, key: string, encode: (text: string) => string): XmlContent {
  const object = s3.find({ bucket, key });
  return {
    Key: encode(key),
    LastModified: isoDate(object?.modifiedAt ?? 0),
    ETag: `"${object?.etag ?? ''}"`,
    Size: object?.size ?? 0,
    StorageClass: 'STANDARD',
  };
}

function maxKeys(text: string | undefined): number {
  if (text === undefined || text === '') return KEYS_MAX;
  if (!/^\d{1,10}$/.test(text))
    throw invalidArgument('Provided max-keys not an integer or within integer range', 'max-keys', text);
  return Math.min(Number(text), KEYS_MAX);
}

function encoder(type: string | undefined): (text: string) => string {
  if (type === undefined) return (text) => text;
  if (type !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type);
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function parseToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString();
  if (token !== '' && encodeToken(key) === token) return key;
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}

function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
