// Who may do what: roles, policies of buckets, presigned addresses, forms, and pages on other origins.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { anS3Server, roleCredentials } from '../../testing/s3-fixture.ts';

const Bucket = 'files';

async function errorOf(response: Response): Promise<[number, string | undefined]> {
  return [response.status, /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1]];
}

test('a role may do what its policies allow, and does not learn which keys exist', async (t) => {
  const server = await anS3Server(t);
  await server.client().send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  const reader = server.client(['s3:GetObject'], ['arn:aws:s3:::files/a']);
  await reader.send(new GetObjectCommand({ Bucket, Key: 'a' }));
  for (const command of [
    new GetObjectCommand({ Bucket, Key: 'b' }),
    new PutObjectCommand({ Bucket, Key: 'a', Body: 'y' }),
    new ListObjectsV2Command({ Bucket }),
  ])
    await assert.rejects(reader.send(command as GetObjectCommand), { name: 'AccessDenied' });
  const all = server.client(['s3:GetObject']);
  await assert.rejects(all.send(new GetObjectCommand({ Bucket, Key: 'none' })), { name: 'AccessDenied' });
  const lister = server.client(['s3:GetObject', 's3:ListBucket']);
  await assert.rejects(lister.send(new GetObjectCommand({ Bucket, Key: 'none' })), { name: 'NoSuchKey' });
  const writer = server.client(['s3:PutObject']);
  await assert.rejects(writer.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '', Tagging: 'a=b' })), {
    name: 'AccessDenied',
  });
  const Delete = { Objects: [{ Key: 'a' }] };
  const { Errors } = await lister.send(new DeleteObjectsCommand({ Bucket, Delete }));
  assert.deepEqual(
    Errors?.map(({ Key, Code }) => [Key, Code]),
    [['a', 'AccessDenied']],
  );
});

test('a role lists only the prefixes that a condition allows', async (t) => {
  const server = await anS3Server(t);
  const arn = server.iam.createRole('lister', { path: '/', trust: [] });
  server.iam.grant('lister', [
    {
      effect: 'Allow',
      actions: ['s3:ListBucket'],
      resources: ['arn:aws:s3:::files'],
      notActions: [],
      notResources: [],
      principals: {},
      notPrincipals: {},
      conditions: { StringLike: { 's3:prefix': ['own/*'] } },
    },
  ]);
  const client = server.client();
  client.config.credentials = async () => server.iam.accessKey(arn, 'x');
  await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'own/a' }));
  await assert.rejects(client.send(new ListObjectsV2Command({ Bucket })), { name: 'AccessDenied' });
});

test('a policy of the bucket denies what a role allows, and admits requests without a signature', async (t) => {
  const server = await anS3Server(t);
  const client = server.client(['s3:*']);
  await client.send(new PutObjectCommand({ Bucket, Key: 'public/a', Body: 'open' }));
  const statement = (Effect: string, Action: string, Resource: string, more: object = {}) => ({
    Effect,
    Principal: '*',
    Action,
    Resource,
    ...more,
  });
  const Statement = [
    statement('Allow', 's3:GetObject', 'arn:aws:s3:::files/public/*'),
    statement('Deny', 's3:PutObject', 'arn:aws:s3:::files/locked/*'),
    statement('Deny', 's3:*', 'arn:aws:s3:::files/*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  ];
  await server.create('AWS::S3::BucketPolicy', 'Policy', { Bucket, PolicyDocument: { Statement } });
  const open = await fetch(`${server.origin}/_aws/s3/files/public/a`);
  assert.equal(await open.text(), 'open');
  assert.deepEqual(await errorOf(await fetch(`${server.origin}/_aws/s3/files/private`)), [403, 'AccessDenied']);
  await assert.rejects(client.send(new PutObjectCommand({ Bucket, Key: 'locked/a', Body: '' })), {
    name: 'AccessDenied',
  });
});

test('an attacker who changes a presigned address, or signs with a guessed secret, is rejected', async (t) => {
  const server = await anS3Server(t);
  const client = server.client(['s3:PutObject', 's3:GetObject']);
  const put = new PutObjectCommand({
    Bucket,
    Key: 'mine',
    ContentLength: 5,
    ContentType: 'text/plain',
    IfNoneMatch: '*',
  });
  const signableHeaders = new Set(['content-length', 'content-type', 'host', 'if-none-match']);
  const unhoistableHeaders = new Set(['if-none-match']);
  const url = await getSignedUrl(client, put, { expiresIn: 60, signableHeaders, unhoistableHeaders });
  const headers = { 'content-type': 'text/plain', 'if-none-match': '*' };
  const send = (to: string, body: string, more: Record<string, string> = {}) =>
    fetch(to, { method: 'PUT', body, headers: { ...headers, ...more } });
  assert.deepEqual(await errorOf(await send(url, 'longer')), [403, 'SignatureDoesNotMatch'], 'another size');
  assert.deepEqual(await errorOf(await send(url.replace('/mine', '/yours'), 'hello')), [403, 'SignatureDoesNotMatch']);
  assert.deepEqual(await errorOf(await send(url.replace('Expires=60', 'Expires=6000'), 'hello')), [
    403,
    'SignatureDoesNotMatch',
  ]);
  assert.deepEqual(await errorOf(await send(url, 'hello', { 'content-type': 'text/html' })), [
    403,
    'SignatureDoesNotMatch',
  ]);
  assert.deepEqual(await errorOf(await send(url, 'hello', { 'if-none-match': '"x"' })), [403, 'SignatureDoesNotMatch']);
  assert.equal((await send(url, 'hello')).status, 200);
  assert.deepEqual(await errorOf(await send(url, 'again')), [412, 'PreconditionFailed']);
  const forged = server.client();
  forged.config.credentials = async () => ({
    ...roleCredentials(server.iam, ['s3:*'], ['*']),
    secretAccessKey: 'guess',
  });
  const guessed = await getSignedUrl(forged, new GetObjectCommand({ Bucket, Key: 'mine' }));
  assert.deepEqual(await errorOf(await fetch(guessed)), [403, 'SignatureDoesNotMatch']);
  await assert.rejects(forged.send(new GetObjectCommand({ Bucket, Key: 'mine' })), { name: 'SignatureDoesNotMatch' });
});

test('a presigned address ends with its time', async (t) => {
  const server = await anS3Server(t);
  const client = server.client(['s3:PutObject', 's3:GetObject']);
  await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '<svg/>', ContentType: 'image/svg+xml' }));
  const get = new GetObjectCommand({
    Bucket,
    Key: 'a',
    ResponseContentDisposition: 'attachment; filename="a.svg"',
    ResponseContentType: 'text/plain',
  });
  const url = await getSignedUrl(client, get, { expiresIn: 300, signingDate: new Date(server.clock.now()) });
  const found = await fetch(url);
  assert.deepEqual(
    [found.status, found.headers.get('content-type'), found.headers.get('content-disposition')],
    [200, 'text/plain', 'attachment; filename="a.svg"'],
  );
  await found.text();
  server.clock.setBy(299_000);
  assert.equal((await fetch(url)).status, 200);
  server.clock.setBy(2_000);
  const late = await fetch(url);
  assert.equal(late.status, 403);
  assert.match(await late.text(), /<Code>AccessDenied<\/Code><Message>Request has expired/);
  const eternal = url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=604801');
  assert.deepEqual(await errorOf(await fetch(eternal)), [400, 'AuthorizationQueryParametersError']);
});

test('a form uploads what its signed policy allows, and nothing else', async (t) => {
  const server = await anS3Server(t);
  const { accessKeyId, secretAccessKey, sessionToken } = roleCredentials(
    server.iam,
    ['s3:PutObject'],
    ['arn:aws:s3:::files/own/*'],
  );
  const scope = ['20260101', 'us-east-1', 's3', 'aws4_request'];
  const key = scope.reduce<string | Buffer>(
    (k, part) => createHmac('sha256', k).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const post = (fields: Record<string, string>, body: string, conditions: unknown[] = []) => {
    const policy = Buffer.from(
      JSON.stringify({
        expiration: new Date(server.clock.now() + 60_000).toISOString(),
        conditions: [
          { bucket: 'files' },
          ['starts-with', '$key', 'own/'],
          ['content-length-range', 2, 100_000],
          ['starts-with', '$x-amz-credential', ''],
          ['starts-with', '$x-amz-security-token', ''],
          ...conditions,
        ],
      }),
    ).toString('base64');
    const form = new FormData();
    const all = {
      'x-amz-credential': [accessKeyId, ...scope].join('/'),
      'x-amz-security-token': sessionToken,
      policy,
      'x-amz-signature': createHmac('sha256', key).update(policy).digest('hex'),
      ...fields,
    };
    for (const [name, value] of Object.entries(all)) form.append(name, value);
    form.append('file', new Blob([body]), 'C:\\photo.txt');
    return fetch(`${server.origin}/_aws/s3/files`, { method: 'POST', body: form });
  };
  const text = 'x\r\n--y'.repeat(10_000);
  assert.equal((await post({ key: 'own/$' + '{filename}' }, text)).status, 204);
  const { Body } = await server.client().send(new GetObjectCommand({ Bucket, Key: 'own/photo.txt' }));
  assert.equal(await Body?.transformToString(), text);
  assert.deepEqual(await errorOf(await post({ key: 'other/a' }, 'hello')), [403, 'AccessDenied']);
  assert.deepEqual(await errorOf(await post({ key: 'own/a', 'x-amz-meta-a': 'b' }, 'hello')), [403, 'AccessDenied']);
  assert.deepEqual(await errorOf(await post({ key: 'own/a' }, 'x')), [400, 'EntityTooSmall']);
  assert.deepEqual(await errorOf(await post({ key: 'own/a' }, 'x'.repeat(100_001))), [400, 'EntityTooLarge']);
  assert.deepEqual(await errorOf(await post({ key: 'own/a', policy: 'e30=' }, 'hello')), [
    403,
    'SignatureDoesNotMatch',
  ]);
  const wide = await post({ key: 'own/a', acl: 'public-read' }, 'hello', [{ acl: 'private' }]);
  assert.deepEqual(await errorOf(wide), [403, 'AccessDenied']);
});

test('pages on the origins of the CORS rules may send the requests of the rules', async (t) => {
  const CorsRules = [
    {
      AllowedOrigins: ['https://chat.example'],
      AllowedMethods: ['PUT'],
      AllowedHeaders: ['Content-Type', 'x-amz-*'],
      ExposedHeaders: ['ETag'],
      MaxAge: 600,
    },
  ];
  const server = await anS3Server(t, { CorsConfiguration: { CorsRules } });
  const preflight = (origin: string, method: string, names: string) =>
    fetch(`${server.origin}/_aws/s3/files/a`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': names },
    });
  const allowed = await preflight('https://chat.example', 'PUT', 'content-type,x-amz-tagging');
  assert.deepEqual(
    [
      allowed.status,
      ...['allow-origin', 'allow-headers', 'max-age', 'expose-headers'].map((name) =>
        allowed.headers.get(`access-control-${name}`),
      ),
    ],
    [200, 'https://chat.example', 'content-type, x-amz-tagging', '600', 'ETag'],
  );
  for (const [origin, method, names] of [
    ['https://evil.example', 'PUT', 'content-type'],
    ['https://chat.example', 'DELETE', 'content-type'],
    ['https://chat.example', 'PUT', 'authorization'],
  ] as const)
    assert.deepEqual(await errorOf(await preflight(origin, method, names)), [403, 'AccessForbidden']);
});
