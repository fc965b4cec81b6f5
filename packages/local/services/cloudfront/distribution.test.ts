// A page that is deployed from an asset and served over HTTP with its headers.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../../clock.ts';
import { Endpoints } from '../../http/endpoints.ts';
import { listen } from '../../http/server.ts';
import { aS3 } from '../../testing/s3-fixture.ts';
import { Iam } from '../iam/index.ts';
import { Ids } from '../resource-ids.ts';
import { s3Resources } from '../s3/s3-resources.ts';
import { CloudFront, cloudFrontResources } from './cloudfront-resources.ts';

type Reply = { status: number; headers: Record<string, unknown>; text: string };

/** A page of three files behind a distribution, on a port of its own. */
async function aPage(t: TestContext, config: Record<string, unknown> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-page-'));
  mkdirSync(join(folder, 'icons'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Hi</title>');
  writeFileSync(join(folder, 'main.js'), `console.log(${JSON.stringify('x'.repeat(5000))})`);
  writeFileSync(join(folder, 'icons/dot.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, 'config.json'), '{"self":"https://<<m:0>>/x","socket":"wss://<<m:0>>","said":"<<m:1>>"}');
  const endpoints = new Endpoints();
  const server = await listen(endpoints, 0, (line) => assert.fail(line));
  t.after(() => server.close());
  endpoints.open();
  const deps = {
    s3: aS3(),
    cloudfront: new CloudFront(),
    iam: new Iam(),
    clock: new ManualClock(),
    say: (line: string) => assert.fail(line),
    ids: new Ids('Test'),
    endpoints,
    assets: { folder: () => folder },
  };
  const create = (type: string, logicalId: string, properties: Record<string, unknown>) => {
    const resourceType = [...s3Resources, ...cloudFrontResources].find((known) => known.type === type);
    assert.ok(resourceType);
    return Promise.resolve(resourceType.create({ logicalId, type, properties, metadata: {} }, deps));
  };
  const bucket = await create('AWS::S3::Bucket', 'Files', {});
  const policy = await create('AWS::CloudFront::ResponseHeadersPolicy', 'Headers', {
    ResponseHeadersPolicyConfig: {
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'", Override: true },
        ContentTypeOptions: { Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true, Override: true },
      },
    },
  });
  const distribution = await create('AWS::CloudFront::Distribution', 'Page', {
    DistributionConfig: {
      DefaultRootObject: 'index.html',
      DefaultCacheBehavior: { Compress: true, ResponseHeadersPolicyId: policy.ref },
      Origins: [{ Id: 'o', DomainName: bucket.attributes?.RegionalDomainName, S3OriginConfig: {} }],
      ...config,
    },
  });
  await create('Custom::CDKBucketDeployment', 'Deployment', {
    SourceBucketNames: ['assets'],
    SourceObjectKeys: ['a.zip'],
    SourceMarkers: [{ '<<m:0>>': distribution.attributes?.DomainName, '<<m:1>>': 'a "quote"' }],
    SourceMarkersConfig: [{ jsonEscape: true }],
    DestinationBucketName: bucket.ref,
    Prune: false,
    SystemMetadata: { 'cache-control': 'no-cache' },
  });
  const { port } = server.address() as AddressInfo;
  return {
    create,
    get: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      new Promise<Reply>((resolve, reject) => {
        const sent = request({
          port,
          host: '127.0.0.1',
          path,
          method,
          headers: { host: `localhost:${port}`, ...headers },
        });
        sent.on('error', reject);
        sent.on('response', (response) => {
          let text = '';
          response.on('data', (part) => {
            text += part;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        });
        sent.end();
      }),
    port,
  };
}

test('the page is served at the root, with the headers of its policy', async (t) => {
  const { get } = await aPage(t);
  const { status, headers, text } = await get('/');
  assert.equal(status, 200);
  assert.match(text, /<title>Hi/);
  assert.match(String(headers['content-type']), /^text\/html/);
  assert.equal(headers['content-security-policy'], "default-src 'none'");
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['strict-transport-security'], 'max-age=60; includeSubDomains');
  assert.equal(headers['cache-control'], 'no-cache');
  assert.match(String((await get('/icons/dot.svg')).headers['content-type']), /^image\/svg/);
});

test('settings that the stack deploys contain addresses that a browser here can open', async (t) => {
  const { get, port } = await aPage(t);
  assert.deepEqual(JSON.parse((await get('/config.json')).text), {
    self: `http://localhost:${port}/x`,
    socket: `ws://localhost:${port}`,
    said: 'a "quote"',
  });
});

test('large text is compressed for clients that accept it, and not sent again to clients that have it', async (t) => {
  const { get } = await aPage(t);
  const plain = await get('/main.js');
  const packed = await get('/main.js', { 'accept-encoding': 'gzip, br' });
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.equal(packed.headers['content-encoding'], 'br');
  assert.ok(packed.text.length < plain.text.length / 10);
  assert.equal((await get('/main.js', { 'if-none-match': String(plain.headers.etag) })).status, 304);
  assert.equal((await get('/main.js', {}, 'HEAD')).text, '');
  assert.equal((await get('/', {}, 'POST')).status, 405);
});

test('a path outside the bucket finds nothing', async (t) => {
  const { get } = await aPage(t);
  for (const path of [
    '/../../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/%',
    '/icons',
    '/nothing',
  ])
    assert.equal((await get(path)).status, 403, path);
});

test('a custom page replaces an error', async (t) => {
  const errors = { CustomErrorResponses: [{ ErrorCode: 403, ResponseCode: 200, ResponsePagePath: '/index.html' }] };
  const { get } = await aPage(t, errors);
  const { status, text } = await get('/deep/link');
  assert.equal(status, 200);
  assert.match(text, /<title>Hi/);
});

test('a page at 127.0.0.1 is redirected to localhost, where sign-in redirects to', async (t) => {
  const { get, port } = await aPage(t);
  const { status, headers } = await get('/?a=b', { host: `127.0.0.1:${port}` });
  assert.equal(status, 307);
  assert.equal(headers.location, `http://localhost:${port}/?a=b`);
});

test('unsupported settings of a distribution are rejected by name', async (t) => {
  const { create } = await aPage(t);
  const cases: [Record<string, unknown>, RegExp][] = [
    [
      { Origins: [{ DomainName: 'example.com', CustomOriginConfig: {} }] },
      /Other: an origin that is not a bucket of the template is not emulated/,
    ],
    [
      { Origins: [{ DomainName: 'a.s3.x' }, { DomainName: 'b' }] },
      /Other: more than one origin or cache behaviour is not emulated/,
    ],
    [{ Origins: [{ DomainName: 'a' }], CacheBehaviors: [{}] }, /more than one origin or cache behaviour/],
  ];
  for (const [DistributionConfig, message] of cases)
    await assert.rejects(async () => create('AWS::CloudFront::Distribution', 'Other', { DistributionConfig }), message);
  await assert.rejects(
    async () =>
      create('AWS::CloudFront::ResponseHeadersPolicy', 'Cors', { ResponseHeadersPolicyConfig: { CorsConfig: {} } }),
    /Cors: CorsConfig is not emulated/,
  );
});
