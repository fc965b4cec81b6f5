// Multipart uploads, which resume after an interruption, and the lifecycle rules that remove what was not completed.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { PATIENCE_MS } from '../../expiry-clock.ts';
import { anS3Server } from '../../testing/s3-fixture.ts';

const Bucket = 'files';
const Key = 'big';
const MIB = 1024 * 1024;
const DAY_MS = 24 * 60 * 60_000;

function blobs(folder: string): string[] {
  return readdirSync(join(folder, 'objects'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.includes('/'),
  );
}

test('the parts of an upload become one object, also after a restart in between', async (t) => {
  const server = await anS3Server(t);
  const create = new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'video/mp4', Tagging: 'state=pending' });
  const { UploadId } = await server.client().send(create);
  const upload = (PartNumber: number, Body: Buffer) =>
    server.client().send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  const first = Buffer.alloc(5 * MIB, 'a');
  const { ETag: one } = await upload(1, first);
  await server.restart();
  await upload(3, Buffer.from('unused'));
  await upload(2, Buffer.from('replaced'));
  const { ETag: two } = await upload(2, Buffer.from('the end'));
  const { Parts } = await server.client().send(new ListPartsCommand({ Bucket, Key, UploadId }));
  assert.deepEqual(
    Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]),
    [
      [1, 5 * MIB],
      [2, 7],
      [3, 6],
    ],
  );
  const paged = await server
    .client()
    .send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 1, PartNumberMarker: '1' }));
  assert.deepEqual([paged.Parts?.map(({ PartNumber }) => PartNumber), paged.IsTruncated], [[2], true]);
  const MultipartUpload = {
    Parts: [
      { PartNumber: 1, ETag: one },
      { PartNumber: 2, ETag: two },
    ],
  };
  const complete = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload });
  const { ETag } = await server.client().send(complete);
  assert.match(String(ETag), /^"[0-9a-f]{32}-2"$/);
  const found = await server.client().send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${5 * MIB - 2}-` }));
  assert.equal(await found.Body?.transformToString(), 'aathe end');
  assert.deepEqual([found.ContentType, found.TagCount, found.ETag], ['video/mp4', 1, ETag]);
  assert.equal(blobs(server.folder).length, 2, 'the part that is not named is removed');
  await assert.rejects(server.client().send(complete), { name: 'NoSuchUpload' });
});

test('an upload is completed only with its own parts, in order, and of at least 5 MiB', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const part = async (PartNumber: number) => {
    const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: 'small' }));
    return { PartNumber, ETag };
  };
  const [one, two] = [await part(1), await part(2)];
  const complete = (Parts: { PartNumber: number; ETag: string | undefined }[], more: object = {}) =>
    client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }));
  await assert.rejects(complete([one, two]), { name: 'EntityTooSmall' });
  await assert.rejects(complete([two, one]), { name: 'EntityTooSmall' });
  await assert.rejects(complete([{ PartNumber: 1, ETag: '"0"' }]), { name: 'InvalidPart' });
  await assert.rejects(complete([{ PartNumber: 7, ETag: two.ETag }]), { name: 'InvalidPart' });
  await assert.rejects(complete([]), { name: 'MalformedXML' });
  await assert.rejects(complete([one], { Key: 'another' }), { name: 'NoSuchUpload' });
  for (const PartNumber of [0, 10_001])
    await assert.rejects(client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: '' })), {
      name: 'InvalidArgument',
    });
  await client.send(new PutObjectCommand({ Bucket, Key, Body: 'there' }));
  await assert.rejects(complete([one], { IfNoneMatch: '*' }), { name: 'PreconditionFailed' });
  await complete([one]);
});

test('an aborted upload leaves nothing', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'part' }));
  assert.equal((await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.length, 1);
  await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  assert.deepEqual(blobs(server.folder), []);
  assert.equal((await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads, undefined);
  await assert.rejects(client.send(new ListPartsCommand({ Bucket, Key, UploadId })), { name: 'NoSuchUpload' });
});

test('pending objects and unfinished uploads expire at midnight after their days, tagged ones only', async (t) => {
  const Rules = [
    { Status: 'Enabled', TagFilters: [{ Key: 'state', Value: 'pending' }], ExpirationInDays: 2 },
    { Status: 'Enabled', Prefix: 'big', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
    { Status: 'Disabled', ExpirationInDays: 1 },
  ];
  const server = await anS3Server(t, { LifecycleConfiguration: { Rules } });
  const client = server.client();
  await client.send(new PutObjectCommand({ Bucket, Key: 'pending', Body: 'x', Tagging: 'state=pending' }));
  await client.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'x', Tagging: 'state=done' }));
  await client.send(new PutObjectCommand({ Bucket, Key: 'plain', Body: 'x' }));
  await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const keys = async () => (await client.send(new ListObjectsV2Command({ Bucket }))).Contents?.map((one) => one.Key);
  const uploads = async () => (await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.length ?? 0;
  server.clock.setBy(10 * DAY_MS);
  await server.s3.expire();
  assert.equal((await keys())?.length, 3, 'a date that a clock shows for a moment deletes nothing');
  server.clock.setBy(-10 * DAY_MS);
  server.clock.advance(PATIENCE_MS);
  server.clock.advance(DAY_MS);
  await server.s3.expire();
  assert.equal((await keys())?.length, 3);
  server.clock.advance(2 * DAY_MS);
  await server.s3.expire();
  assert.deepEqual(await keys(), ['kept', 'plain']);
  assert.equal(await uploads(), 0);
});

test('settings of a bucket that would change its behaviour are rejected by name', async (t) => {
  const server = await anS3Server(t);
  for (const [properties, message] of [
    [{ VersioningConfiguration: { Status: 'Enabled' } }, /versions/],
    [{ ObjectLockConfiguration: {} }, /ObjectLockConfiguration/],
    [{ NotificationConfiguration: { LambdaConfigurations: [] } }, /LambdaConfigurations/],
  ] as const)
    await assert.rejects(async () => server.create('AWS::S3::Bucket', 'Other', properties), message);
});
