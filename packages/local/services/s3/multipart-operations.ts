// Operations on multipart uploads: create, upload and list parts, complete, abort.
import { AwsError } from '../../errors.ts';
import { checkWrite } from './conditional-requests.ts';
import { type MultipartUpload, PARTS_MAX } from './multipart-uploads.ts';
import { attributesOf } from './object-attributes.ts';
import { checksumHeaders, documentOf, verified } from './object-operations.ts';
import { requestBytes } from './request-bytes.ts';
import { invalidArgument, isoDate, type S3Call, type S3Operation } from './s3-call.ts';
import { elements, encodeDocument, rootOf, textOf } from './s3-xml.ts';

/** The most parts of one answer (Amazon S3 API reference, ListParts). */
const LISTED_MAX = 1_000;

export const createUpload: S3Operation = async (call) => {
  const { s3, bucket, key } = call;
  call.demand('s3:PutObject');
  const attributes = attributesOf(call);
  if (attributes.tags) call.demand('s3:PutObjectTagging');
  const UploadId = await s3.uploads.create({ bucket, key }, attributes);
  return { body: encodeDocument('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId }) };
};

export const uploadPart: S3Operation = async (call) => {
  const { s3, request, query } = call;
  call.demand('s3:PutObject');
  const part = partNumber(query.get('partNumber') ?? '');
  const upload = uploadOf(call);
  const { bytes, verify } = requestBytes(request);
  const blob = await s3.files.write(bytes);
  const { md5, checksums } = await verified(verify, () => s3.files.remove([blob]));
  await s3.uploads.putPart(upload, part, blob, md5);
  return { headers: { etag: `"${md5}"`, ...checksumHeaders(checksums) } };
};

export const listParts: S3Operation = (call) => {
  const { s3, bucket, key, query } = call;
  call.demand('s3:ListMultipartUploadParts');
  const upload = uploadOf(call);
  const marker = Number(query.get('part-number-marker') ?? 0);
  const max = Math.min(Number(query.get('max-parts') ?? LISTED_MAX), LISTED_MAX);
  if (!Number.isInteger(marker) || !Number.isInteger(max) || max < 0)
    throw invalidArgument('Provided max-parts not an integer or within integer range', 'max-parts', String(max));
  const following = s3.uploads.parts(upload).filter(({ part }) => part > marker);
  const page = following.slice(0, max);
  return {
    body: encodeDocument('ListPartsResult', {
      Bucket: bucket,
      Key: key,
      UploadId: upload.uploadId,
      StorageClass: 'STANDARD',
      PartNumberMarker: marker,
      ...(page.length > 0 && { NextPartNumberMarker: page.at(-1)?.part }),
      MaxParts: max,
      IsTruncated: following.length > page.length,
      Part: page.map(({ part, blob, etag, modifiedAt }) => ({
        PartNumber: part,
        LastModified: isoDate(modifiedAt),
        ETag: `"${etag}"`,
        Size: blob.size,
      })),
    }),
  };
};

export const completeUpload: S3Operation = async (call) => {
  const { s3, request, bucket, key } = call;
  call.demand('s3:PutObject');
  const upload = uploadOf(call);
  const root = rootOf(await documentOf(call), 'CompleteMultipartUpload');
  const parts = elements(root, 'Part').map((part) => ({
    part: partNumber(textOf(part, 'PartNumber') ?? ''),
    etag: (textOf(part, 'ETag') ?? '').replaceAll('"', ''),
  }));
  if (parts.length === 0)
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  const { etag } = await s3.uploads.complete(upload, parts, () => checkWrite(request.headers, s3.find(call)));
  s3.delete(bucket, key);
  const Location = `https://${bucket}.s3.amazonaws.com/${encodeURIComponent(key)}`;
  return {
    body: encodeDocument('CompleteMultipartUploadResult', { Location, Bucket: bucket, Key: key, ETag: `"${etag}"` }),
  };
};

export const abortUpload: S3Operation = async (call) => {
  call.demand('s3:AbortMultipartUpload');
  await call.s3.uploads.abort(uploadOf(call));
  return { status: 204 };
};

function uploadOf({ s3, bucket, key, query }: S3Call): MultipartUpload {
  return s3.uploads.find({ bucket, key }, query.get('uploadId') ?? '');
}

function partNumber(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= PARTS_MAX) return number;
  throw invalidArgument(`Part number must be an integer between 1 and ${PARTS_MAX}, inclusive`, 'partNumber', text);
}
