// Objects through AWS's own client: bytes, metadata, conditions, ranges, lists, tags and copies, and what survives a restart.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { anS3Server } from '../../testing/s3-fixture.ts';

const Bucket = 'files';

function blobs(folder: string): string[] {
  return readdirSync(join(folder, 'objects'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.includes('/'),
  );
}

test('an object is stored with its metadata, and returned after a restart', async (t) => {
  const server = await anS3Server(t);
  const Key = 'a folder/ü?&#+ß.txt';
  const put = await server.client().send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: 'hello',
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { colour: 'blue' },
      Tagging: 'state=pending&a%20b=c',
    }),
  );
  assert.equal(put.ETag, '"5d41402abc4b2a76b9719d911017c592"');
  await server.restart();
  const found = await server.client().send(new GetObjectCommand({ Bucket, Key }));
  assert.equal(await found.Body?.transformToString(), 'hello');
  const { ContentType, CacheControl, Metadata, ETag, ContentLength, TagCount, AcceptRanges } = found;
  assert.deepEqual(
    { ContentType, CacheControl, Metadata, ETag, ContentLength, TagCount, AcceptRanges },
    {
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { colour: 'blue' },
      ETag: put.ETag,
      ContentLength: 5,
      TagCount: 2,
      AcceptRanges: 'bytes',
    },
  );
});

test('a stream of a known or an unknown length is stored in its encoding with checksums', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  const bytes = Buffer.alloc(3 * 1024 * 1024, 'abcdefg');
  const chunks = () => Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
  await client.send(new PutObjectCommand({ Bucket, Key: 'stream', Body: chunks(), ContentLength: bytes.length }));
  const found = await client.send(new GetObjectCommand({ Bucket, Key: 'stream', ChecksumMode: 'ENABLED' }));
  assert.deepEqual(Buffer.from((await found.Body?.transformToByteArray()) ?? []), bytes);
  assert.equal(found.ContentEncoding, undefined);
});

test('an upload whose client hangs up stores nothing, and is no failure of the engine', async (t) => {
  const server = await anS3Server(t);
  const { port } = new URL(server.origin);
  const socket = connect(Number(port), '127.0.0.1');
  const credential =
    'AWS4-HMAC-SHA256 Credential=test/20261123/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=00';
  socket.write(
    `PUT /_aws/s3/files/a HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${credential}\r\nContent-Length: 10\r\n\r\nabc`,
  );
  while (!existsSync(join(server.folder, 'objects')) || blobs(server.folder).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  socket.destroy();
  while (blobs(server.folder).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await assert.rejects(server.client().send(new HeadObjectCommand({ Bucket, Key: 'a' })), { name: 'NotFound' });
  assert.deepEqual(server.lines, []);
});

test('an upload whose digest is wrong stores nothing', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  await assert.rejects(
    client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'hello', ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })),
    { name: 'BadDigest' },
  );
  await assert.rejects(
    client.send(
      new PutObjectCommand({ Bucket, Key: 'a', Body: 'hello', ChecksumSHA256: Buffer.alloc(32).toString('base64') }),
    ),
    { name: 'BadDigest' },
  );
  assert.deepEqual(blobs(server.folder), []);
  await assert.rejects(client.send(new HeadObjectCommand({ Bucket, Key: 'a' })), { name: 'NotFound' });
});

test('a part of an object is read by its range', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '0123456789' }));
  const read = async (Range: string) => {
    const { Body, ContentRange } = await client.send(new GetObjectCommand({ Bucket, Key: 'a', Range }));
    return [await Body?.transformToString(), ContentRange];
  };
  assert.deepEqual(await read('bytes=2-4'), ['234', 'bytes 2-4/10']);
  assert.deepEqual(await read('bytes=7-'), ['789', 'bytes 7-9/10']);
  assert.deepEqual(await read('bytes=-3'), ['789', 'bytes 7-9/10']);
  assert.deepEqual(await read('bytes=8-99'), ['89', 'bytes 8-9/10']);
  assert.deepEqual(await read('bytes=1-2,4-5'), ['0123456789', undefined]);
  await assert.rejects(read('bytes=10-'), { name: 'InvalidRange' });
});

test('an object can be read and replaced under conditions', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  const put = (fields: object = {}) => client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'one', ...fields }));
  const { ETag } = await put({ IfNoneMatch: '*' });
  await assert.rejects(put({ IfNoneMatch: '*' }), { name: 'PreconditionFailed' });
  await put({ IfMatch: ETag });
  await assert.rejects(put({ IfMatch: '"0"' }), { name: 'PreconditionFailed' });
  const get = (fields: object) => client.send(new GetObjectCommand({ Bucket, Key: 'a', ...fields }));
  const status = (code: number) => (error: { $metadata?: { httpStatusCode?: number } }) =>
    error.$metadata?.httpStatusCode === code;
  await assert.rejects(get({ IfNoneMatch: ETag }), status(304));
  await assert.rejects(get({ IfMatch: '"0"' }), status(412));
  await assert.rejects(get({ IfModifiedSince: new Date(server.clock.now() + 1000) }), status(304));
  assert.equal(await (await get({ IfMatch: ETag })).Body?.transformToString(), 'one');
});

test('of uploads at the same time that may not replace each other, one is stored', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  const put = (Body: string) => client.send(new PutObjectCommand({ Bucket, Key: 'a', Body, IfNoneMatch: '*' }));
  const results = await Promise.allSettled(['1', '2', '3', '4'].map(put));
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.equal(blobs(server.folder).length, 1);
});

test('keys are listed by prefix, in groups and in pages, in the order of their UTF-8', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  const keys = ['a/1', 'a/2', 'a/3', 'b', 'c/x/1', 'c/y', '\uffee', '\u{1f600}', 'a&<b>'];
  for (const Key of keys) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  const list = (fields: object = {}) => client.send(new ListObjectsV2Command({ Bucket, ...fields }));
  const names = ({ Contents = [] }: { Contents?: { Key?: string | undefined }[] | undefined }) =>
    Contents.map(({ Key }) => Key);
  assert.deepEqual(names(await list()), ['a&<b>', 'a/1', 'a/2', 'a/3', 'b', 'c/x/1', 'c/y', '\uffee', '\u{1f600}']);
  const grouped = await list({ Delimiter: '/' });
  assert.deepEqual(names(grouped), ['a&<b>', 'b', '\uffee', '\u{1f600}']);
  assert.deepEqual(
    grouped.CommonPrefixes?.map(({ Prefix }) => Prefix),
    ['a/', 'c/'],
  );
  assert.deepEqual(names(await list({ Prefix: 'a/', StartAfter: 'a/1' })), ['a/2', 'a/3']);
  const paged: (string | undefined)[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await list({ MaxKeys: 2, Delimiter: '/', ContinuationToken });
    assert.equal(page.KeyCount, (page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0));
    paged.push(...names(page), ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  assert.deepEqual(paged.sort(), ['a&<b>', 'a/', 'b', 'c/', '\uffee', '\u{1f600}'].sort());
  assert.equal((await list({ MaxKeys: 0 })).IsTruncated, false);
  await assert.rejects(list({ ContinuationToken: 'forged!' }), { name: 'InvalidArgument' });
});

test('objects are deleted with their bytes, also those that do not exist', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  for (const Key of ['a', 'b', 'c']) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  const Objects = [{ Key: 'b' }, { Key: 'missing' }];
  const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  assert.deepEqual(
    Deleted?.map(({ Key }) => Key),
    ['b', 'missing'],
  );
  assert.equal((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 1);
  assert.equal(blobs(server.folder).length, 1);
});

test('an object is copied with its metadata or with other metadata', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  await client.send(
    new PutObjectCommand({ Bucket, Key: 'ä a', Body: 'x', ContentType: 'text/plain', Tagging: 'state=pending' }),
  );
  const CopySource = `files/${encodeURIComponent('ä a')}`;
  await client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource }));
  await client.send(
    new CopyObjectCommand({
      Bucket,
      Key: 'c',
      CopySource,
      MetadataDirective: 'REPLACE',
      TaggingDirective: 'REPLACE',
      ContentType: 'text/css',
    }),
  );
  const head = async (Key: string) => {
    const { ContentType, TagCount } = await client.send(new HeadObjectCommand({ Bucket, Key }));
    return [ContentType, TagCount];
  };
  assert.deepEqual(await head('b'), ['text/plain', 1]);
  assert.deepEqual(await head('c'), ['text/css', undefined]);
  await assert.rejects(client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: 'files/b' })), {
    name: 'InvalidRequest',
  });
  await assert.rejects(client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: 'files/none' })), {
    name: 'NoSuchKey',
  });
});

test('the tags of an object are replaced and removed', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', Tagging: 'one=1' }));
  const tags = async () => (await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'a' }))).TagSet;
  assert.deepEqual(await tags(), [{ Key: 'one', Value: '1' }]);
  const TagSet = [{ Key: 'a <b>', Value: '&' }];
  await client.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet } }));
  assert.deepEqual(await tags(), TagSet);
  await client.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'a' }));
  assert.deepEqual(await tags(), []);
  const many = Array.from({ length: 11 }, (_, index) => ({ Key: `${index}`, Value: '' }));
  await assert.rejects(client.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet: many } })), {
    name: 'BadRequest',
  });
});

test('a crash leaves no bytes that no object names', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'kept' }));
  // What an upload has written before the crash: its bytes, and no line of the journal.
  await server.s3.files.write(Readable.from([Buffer.from('unfinished')]));
  assert.equal(blobs(server.folder).length, 2);
  await server.restart();
  assert.equal(blobs(server.folder).length, 1);
  const { Body } = await server.client().send(new GetObjectCommand({ Bucket, Key: 'a' }));
  assert.equal(await Body?.transformToString(), 'kept');
});

test('buckets, operations and headers that do not exist here are refused in S3’s words', async (t) => {
  const server = await anS3Server(t);
  const client = server.client();
  await assert.rejects(client.send(new PutObjectCommand({ Bucket: 'other', Key: 'a', Body: '' })), {
    name: 'NoSuchBucket',
  });
  await assert.rejects(client.send(new GetObjectCommand({ Bucket, Key: 'none' })), { name: 'NoSuchKey', Key: 'none' });
  await assert.rejects(client.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId: 'v' })), {
    name: 'NotImplemented',
  });
  await assert.rejects(
    client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '', ServerSideEncryption: 'aws:kms' })),
    { name: 'NotImplemented' },
  );
  await assert.rejects(client.send(new PutObjectCommand({ Bucket, Key: 'k'.repeat(1025), Body: '' })), {
    name: 'KeyTooLongError',
  });
  assert.deepEqual(
    (await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
    ['files'],
  );
  await client.send(new HeadBucketCommand({ Bucket }));
});
