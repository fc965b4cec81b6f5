import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Endpoints } from '../../http/endpoints.ts';
import { aS3 } from '../../testing/s3-fixture.ts';
import { deployBucket } from './bucket-deployment.ts';

type Files = Record<string, string>;

function folderWith(t: TestContext, files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-assets-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** A bucket `files`, and a function that deploys assets into it; an asset is a folder with these files. */
function aBucket(t: TestContext) {
  const s3 = aS3();
  s3.createBucket('files');
  const endpoints = new Endpoints();
  endpoints.setPort(4100);
  const deploy = (assets: Record<string, Files>, properties: Record<string, unknown> = {}) => {
    const folders = new Map(Object.entries(assets).map(([key, files]) => [key, folderWith(t, files)]));
    const resource = {
      logicalId: 'Deployment',
      type: 'Custom::CDKBucketDeployment',
      properties: {
        SourceBucketNames: Object.keys(assets).map(() => 'cdk-assets'),
        SourceObjectKeys: Object.keys(assets),
        DestinationBucketName: 'files',
        ...properties,
      },
      metadata: {},
    };
    return deployBucket(resource, { s3, endpoints, assets: { folder: (_, key) => folders.get(key) ?? '' } });
  };
  const text = (key: string) => s3.read('files', key)?.body.toString();
  return { s3, endpoints, deploy, text };
}

test('the files of all assets become objects with the content type of their name', (t) => {
  const { s3, deploy, text } = aBucket(t);
  const count = deploy({
    'one.zip': { 'index.html': '<p>hi', 'js/main.js': '1', 'icons/dot.svg': '<svg/>' },
    'two.zip': { 'config.json': '{}', unknown: '?' },
  });
  assert.equal(count, 5);
  assert.deepEqual(s3.keys('files').sort(), ['config.json', 'icons/dot.svg', 'index.html', 'js/main.js', 'unknown']);
  assert.equal(text('js/main.js'), '1');
  const types = s3.keys('files').map((key) => [key, s3.read('files', key)?.contentType]);
  assert.deepEqual(Object.fromEntries(types), {
    'index.html': 'text/html',
    'js/main.js': 'text/javascript',
    'icons/dot.svg': 'image/svg+xml',
    'config.json': 'application/json',
    unknown: 'binary/octet-stream',
  });
});

test('a later asset replaces the files of an earlier one', (t) => {
  const { deploy, text } = aBucket(t);
  deploy({ 'one.zip': { a: 'first', b: 'first' }, 'two.zip': { a: 'second' } });
  assert.deepEqual([text('a'), text('b')], ['second', 'first']);
});

test('system metadata sets the cache control and the content type of every object', (t) => {
  const { s3, deploy } = aBucket(t);
  deploy(
    { 'one.zip': { a: '1' } },
    { SystemMetadata: { 'cache-control': 'no-cache', 'content-type': 'text/x-special' } },
  );
  const { cacheControl, contentType } = s3.read('files', 'a') ?? {};
  assert.deepEqual({ cacheControl, contentType }, { cacheControl: 'no-cache', contentType: 'text/x-special' });
});

test('pruning deletes the objects that are no longer deployed, under the prefix only', (t) => {
  const { s3, deploy } = aBucket(t);
  s3.put('files', 'other', { body: Buffer.from('x'), contentType: 'text/plain' });
  deploy({ 'one.zip': { a: '1', b: '1' } }, { DestinationBucketKeyPrefix: 'page' });
  assert.deepEqual(s3.keys('files'), ['other', 'page/a', 'page/b']);
  deploy({ 'one.zip': { b: '2' } }, { DestinationBucketKeyPrefix: 'page', Prune: 'false' });
  assert.deepEqual(s3.keys('files'), ['other', 'page/a', 'page/b']);
  deploy({ 'one.zip': { b: '3' } }, { DestinationBucketKeyPrefix: 'page' });
  assert.deepEqual(s3.keys('files'), ['other', 'page/b']);
});

test('markers are replaced by their values, escaped for JSON if the source asks for it', (t) => {
  const { deploy, text } = aBucket(t);
  const files = { 'config.json': '{"name":"<<m:0>>","again":"<<m:0>>"}' };
  const SourceMarkers = [{ '<<m:0>>': 'a "quote" $& \\' }];
  deploy({ 'one.zip': files }, { SourceMarkers, SourceMarkersConfig: [{ jsonEscape: 'true' }] });
  assert.deepEqual(JSON.parse(text('config.json') ?? ''), { name: 'a "quote" $& \\', again: 'a "quote" $& \\' });
  deploy({ 'one.zip': files }, { SourceMarkers });
  assert.equal(text('config.json'), '{"name":"a "quote" $& \\","again":"a "quote" $& \\"}');
});

test('AWS’s addresses in files with markers are replaced by this machine’s, other files are copied as they are', (t) => {
  const { endpoints, deploy, text } = aBucket(t);
  const host = 'abc.appsync-api.us-east-1.amazonaws.com';
  endpoints.add({ host, base: '/api', handle() {} });
  deploy(
    { 'one.zip': { config: '"https://<<host>>/event"' }, 'two.zip': { 'main.js': `"https://${host}/event"` } },
    { SourceMarkers: [{ '<<host>>': host }, {}] },
  );
  assert.equal(text('config'), '"http://127.0.0.1:4100/api/event"');
  assert.equal(text('main.js'), `"https://${host}/event"`);
});

test('properties that the engine does not emulate, and archives, are rejected by name', (t) => {
  const { deploy } = aBucket(t);
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ Include: ['*.js'] }, /Include/],
    [{ Exclude: ['*.js'] }, /Exclude/],
    [{ UserMetadata: { a: 'b' } }, /UserMetadata/],
    [{ SourceMarkersConfig: [{ markerEncodings: {} }] }, /markerEncodings/],
  ];
  for (const [properties, message] of cases)
    assert.throws(() => deploy({ 'one.zip': { a: '1' } }, properties), { code: 'not-emulated', message });
  const archive = join(folderWith(t, { 'one.zip': 'PK' }), 'one.zip');
  const resource = {
    logicalId: 'Deployment',
    type: 'Custom::CDKBucketDeployment',
    properties: { SourceObjectKeys: ['one.zip'], DestinationBucketName: 'files' },
    metadata: {},
  };
  const deps = { s3: aS3(), endpoints: new Endpoints(), assets: { folder: () => archive } };
  assert.throws(() => deployBucket(resource, deps), { code: 'not-emulated', message: /archive/ });
});

test('a bucket that the template does not have is S3’s NoSuchBucket', (t) => {
  const { s3, deploy } = aBucket(t);
  const missing = { type: 'NoSuchBucket', status: 404, message: 'The bucket other does not exist.' };
  assert.throws(() => deploy({ 'one.zip': { a: '1' } }, { DestinationBucketName: 'other' }), missing);
  assert.throws(() => s3.read('other', 'a'), missing);
  assert.equal(s3.has('other'), false);
  assert.equal(s3.read('files', 'a'), undefined);
});
