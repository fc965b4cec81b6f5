// Published clients, unmodified: they work with the engine as with AWS, over TLS and with AWS's host names.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { type Engine, startEngine } from '../../index.ts';
import { clientsTemplate } from './clients-template.ts';
import { installClients } from './install-clients.ts';

const run = promisify(execFile);
const PROGRAM_MAX_MS = 30_000;

type Answer = Record<string, unknown>;

let engine: Engine;
/** A proxy in place of AWS's DNS: every host that a client connects to is this machine. */
let proxy: string;
const cleanup: (() => unknown)[] = [];

before(async () => {
  installClients();
  const folder = mkdtempSync(join(tmpdir(), 'parley-clients-'));
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
  const assembly = join(folder, 'clients.template.json');
  writeFileSync(assembly, JSON.stringify(clientsTemplate()));
  engine = await startEngine({ assembly, data: join(folder, 'data') });
  cleanup.push(() => engine.stop());
  const server = createServer();
  server.on('connect', (_request, client, head) => {
    const inside = connect(Number(new URL(engine.origin).port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      inside.write(head);
      inside.pipe(client).pipe(inside);
    });
    for (const socket of [client, inside]) socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  cleanup.push(() => server.close());
});

after(async () => {
  for (const step of cleanup.reverse()) await step();
});

/** Runs a program that trusts this engine's authority. Returns what it printed. */
async function program(name: string, input: Answer, env: Record<string, string> = {}): Promise<Answer> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, `${name}.mjs`), JSON.stringify(input)], {
    timeout: PROGRAM_MAX_MS,
    env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: engine.tls.ca, NODE_NO_WARNINGS: '1', ...env },
  });
  return JSON.parse(stdout) as Answer;
}

/** The address on AWS, and the environment that routes it to this machine. */
function awsAddress(): [string, Record<string, string>] {
  return [`https://${engine.outputs['Host']}/event`, { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy }];
}

function credentials() {
  return engine.services.iam.accessKey(engine.outputs['Caller'] ?? '');
}

function secrets(): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials();
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}

async function tokens() {
  const { Pool: userPoolId = '', Client: clientId = '' } = engine.outputs;
  const { cognito } = engine.services;
  const user = await cognito.signIn(userPoolId, 'ann');
  const authTime = Math.floor(Date.now() / 1000);
  return cognito.tokens.issue({ userPoolId, clientId, user, scope: 'openid', authTime, seconds: 3600 });
}

const RECEIVED = { received: [{ over: 'WebSocket' }, { over: 'HTTP' }], failed: [] };

test('89 aws-amplify with an API key receives what it publishes over WebSocket and HTTP, at this machine’s and at AWS’s names', async () => {
  const input = { mode: 'apiKey', apiKey: engine.outputs['Key'], channel: 'default/amplify' };
  assert.deepEqual(await program('amplify', { ...input, endpoint: `${engine.tls.origin}/event` }), RECEIVED);
  const [endpoint, env] = awsAddress();
  assert.deepEqual(await program('amplify', { ...input, endpoint }, env), RECEIVED);
});

test('89 aws-amplify with a token of the user pool does the same', async () => {
  const { accessToken } = await tokens();
  const input = { mode: 'userPool', token: accessToken, channel: 'default/amplify' };
  assert.deepEqual(await program('amplify', { ...input, endpoint: `${engine.tls.origin}/event` }), RECEIVED);
});

test('89 aws-amplify with IAM credentials does the same', async () => {
  const input = { mode: 'iam', credentials: credentials(), channel: 'default/amplify' };
  const [endpoint, env] = awsAddress();
  assert.deepEqual(await program('amplify', { ...input, endpoint }, env), RECEIVED);
  assert.deepEqual(await program('amplify', { ...input, endpoint: `${engine.tls.origin}/event` }), RECEIVED);
});

test('a user signs up and signs in with aws-amplify by SRP, and the token is good for the Event API', async () => {
  const { Pool: userPoolId, Client: userPoolClientId } = engine.outputs;
  const [endpoint, env] = awsAddress();
  const user = { username: 'cleo', password: 'correct horse 7 Battery', wrong: 'incorrect horse 7 Battery' };
  const result = await program('amplify-auth', { userPoolId, userPoolClientId, ...user, code: '123456' }, env);
  const { token, ...told } = result;
  assert.deepEqual(told, {
    step: 'CONFIRM_SIGN_UP',
    unconfirmed: 'CONFIRM_SIGN_UP',
    refused: 'NotAuthorizedException',
    isSignedIn: true,
  });
  assert.deepEqual(
    await program('amplify', { mode: 'userPool', token: token ?? '', channel: 'default/a', endpoint }, env),
    RECEIVED,
  );
});

test('90 aws-amplify with a bad key, a forged token or a wrong secret is rejected in well under a second', async () => {
  const { accessToken } = await tokens();
  const [endpoint, env] = awsAddress();
  const bad: Answer[] = [
    { mode: 'apiKey', apiKey: 'da2-aaaaaaaaaaaaaaaaaaaaaaaaaa' },
    { mode: 'userPool', token: `${accessToken.slice(0, -8)}AAAAAAAA` },
    { mode: 'iam', credentials: { ...credentials(), secretAccessKey: 'wrong' } },
  ];
  for (const input of bad) {
    const { refused, tookMs, received } = await program('amplify', { ...input, endpoint, channel: 'default/a' }, env);
    assert.equal(received, undefined, String(input['mode']));
    assert.match(String(refused), /UnauthorizedException|BadRequestException/, String(input['mode']));
    assert.ok(Number(tookMs) < 1000, `${input['mode']} took ${tookMs} ms`);
  }
});

test('aws-amplify receives an error for a namespace that does not accept its authorization mode', async () => {
  const { accessToken } = await tokens();
  const input = { mode: 'userPool', token: accessToken, channel: 'keys-only/a' };
  const { refused } = await program('amplify', { ...input, endpoint: `${engine.tls.origin}/event` });
  assert.match(String(refused), /UnauthorizedException/);
});

test('ob-appsync-events-request publishes with valid credentials of its environment only', async () => {
  const [endpoint, env] = awsAddress();
  const published: unknown[] = [];
  const stop = engine.onPublished(({ channel, events }) => published.push([channel, ...events]));
  const good = await program('ob-request', { endpoint, channel: '/default/ob' }, { ...env, ...secrets() });
  assert.equal(good['status'], 200);
  assert.deepEqual(published, [['/default/ob', '{"over":"a signed request"}']]);
  const bad = { ...env, ...secrets(), AWS_SECRET_ACCESS_KEY: 'wrong' };
  assert.notEqual((await program('ob-request', { endpoint, channel: '/default/ob' }, bad))['status'], 200);
  stop();
  assert.equal(published.length, 1);
});

test('the AppSync Events resolver of Powertools changes an event, rejects one, and rejects a subscription', async () => {
  const published: unknown[] = [];
  const stop = engine.onPublished(({ events }) => published.push(...events.map((event) => JSON.parse(event))));
  const answer = await fetch(`${engine.origin}/event`, {
    method: 'POST',
    headers: { 'x-api-key': engine.outputs['Key'] ?? '' },
    body: JSON.stringify({ channel: '/direct/a', events: ['{"n":1}', '{"n":2,"bad":true}'] }),
  });
  stop();
  const { successful, failed } = (await answer.json()) as Record<'successful' | 'failed', { index: number }[]>;
  assert.deepEqual(published, [{ n: 1, seen: 'by Powertools' }]);
  assert.deepEqual([successful.map(({ index }) => index), failed.map(({ index }) => index)], [[0], [1]]);

  const input = { mode: 'apiKey', apiKey: engine.outputs['Key'], endpoint: `${engine.tls.origin}/event` };
  const { received: echoed } = await program('amplify', { ...input, channel: 'direct/open' });
  assert.deepEqual(echoed, [
    { over: 'WebSocket', seen: 'by Powertools' },
    { over: 'HTTP', seen: 'by Powertools' },
  ]);
  const closed = await program('amplify', { ...input, channel: 'direct/closed' });
  assert.equal(closed['received'], undefined);
});

test('@aws-sdk/client-appsync reads the API, its keys, namespaces and data sources, and changes nothing', async () => {
  const { ApiId: apiId = '', Key } = engine.outputs;
  const env = { ...secrets(), AWS_ENDPOINT_URL_APPSYNC: `${engine.origin}/_aws/appsync` };
  const read = await program('control', { apiId }, env);
  const { created, apiArn, dns, eventConfig, ...api } = read['api'] as Record<string, Answer>;
  assert.deepEqual(api, { apiId, name: 'clients', ownerContact: 'ann', tags: { team: 'blue' }, xrayEnabled: false });
  assert.ok(Math.abs(Date.parse(String(created)) - Date.now()) < 600_000);
  assert.equal(apiArn, `arn:aws:appsync:us-east-1:000000000000:apis/${apiId}`);
  assert.equal(dns?.['HTTP'], engine.outputs['Host']);
  assert.match(String(dns?.['REALTIME']), /\.appsync-realtime-api\./);
  assert.deepEqual(eventConfig?.['authProviders'], [
    { authType: 'API_KEY' },
    { authType: 'AWS_IAM' },
    {
      authType: 'AMAZON_COGNITO_USER_POOLS',
      cognitoConfig: { userPoolId: engine.outputs['Pool'], awsRegion: 'us-east-1' },
    },
  ]);
  assert.deepEqual(read['apis'], [read['api']]);
  const [key] = read['keys'] as Record<string, number>[];
  assert.equal(key?.['id'], Key);
  assert.equal(key?.['description'], 'for tests');
  assert.equal(Number(key?.['expires']) % 3600, 0);
  assert.equal(Number(key?.['deletes']) - Number(key?.['expires']), 60 * 24 * 3600);
  const [source] = read['sources'] as Answer[];
  assert.equal(source?.['type'], 'AWS_LAMBDA');
  assert.match(JSON.stringify(source?.['lambdaConfig']), /"lambdaFunctionArn":"arn:aws:lambda:/);
  assert.equal((read['namespace'] as Answer)['name'], 'default');
  assert.deepEqual(read['pages'], [['default'], ['keys-only'], ['direct']]);
  assert.deepEqual(read['unknown'], ['NotFoundException', 'Api nowhere not found.', 404]);
  assert.equal((read['write'] as unknown[])[0], 'BadRequestException');
});

test('without a signature nothing of the control plane can be read', async () => {
  const answer = await fetch(`${engine.origin}/_aws/appsync/v1/apis/${engine.outputs['ApiId']}/apikeys`);
  assert.equal(answer.status, 403);
  assert.doesNotMatch(await answer.text(), /da2-/);
});
