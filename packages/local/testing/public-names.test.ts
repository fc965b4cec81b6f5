// `--origin`: the engine behind a reverse proxy, under names that are not AWS's. The proxy is played by the Host header.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { type Engine, startEngine } from '../engine.ts';
import { signRequest } from './sign-request.ts';
import { att, modes, role, sub } from './template-parts.ts';
import { startTemplate } from './templates/start-template.ts';

const PUBLIC = 'events.example.test';
const SECOND = 'dev.example.test:8443';
const ORIGINS = [`https://${PUBLIC}`, `https://${SECOND}/`];

const both = modes('API_KEY', 'AWS_IAM');
const STACK = {
  Resources: {
    Api: {
      Type: 'AWS::AppSync::Api',
      Properties: {
        Name: 'rooms',
        EventConfig: {
          AuthProviders: both,
          ConnectionAuthModes: both,
          DefaultPublishAuthModes: both,
          DefaultSubscribeAuthModes: both,
        },
      },
    },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: att('Api', 'ApiId') } },
    Rooms: { Type: 'AWS::AppSync::ChannelNamespace', Properties: { ApiId: att('Api', 'ApiId'), Name: 'rooms' } },
    Queue: { Type: 'AWS::SQS::Queue' },
    Pool: { Type: 'AWS::Cognito::UserPool' },
  },
  Outputs: {
    Http: { Value: sub('https://$' + '{Api.Dns.Http}/event') },
    Realtime: { Value: sub('wss://$' + '{Api.Dns.Realtime}/event/realtime') },
    Host: { Value: att('Api', 'Dns.Http') },
    Key: { Value: att('Key', 'ApiKey') },
  },
};

const BODY = JSON.stringify({ channel: '/rooms/a', events: ['1'] });

async function send(engine: Engine, path: string, headers: Record<string, string>, body = BODY) {
  const { port } = new URL(engine.origin);
  const request = httpRequest({ host: '127.0.0.1', port, path, method: 'POST', headers }).end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response) text += part;
  return { status: response.statusCode, text };
}

/** The first frame after `connection_init`, or the status of a handshake that was rejected. */
async function connect(engine: Engine, Host: string, authorization: Record<string, string>): Promise<string> {
  const credential = Buffer.from(JSON.stringify(authorization)).toString('base64url');
  const socket = new WebSocket(
    `${engine.origin.replace('http', 'ws')}/event/realtime`,
    ['aws-appsync-event-ws', `header-${credential}`],
    { headers: { Host } },
  );
  const rejected = once(socket, 'unexpected-response').then(([, { statusCode }]) => `${statusCode}`);
  const message = once(socket, 'message').then(([data]) => String(data));
  socket.on('error', () => {});
  socket.on('open', () => socket.send('{"type":"connection_init"}'));
  const first = await Promise.race([rejected, message]);
  socket.terminate();
  return first;
}

function signed(host: string, date = new Date()) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return signRequest(BODY, { credentials, host, region: 'us-east-1', date });
}

test('behind a proxy the engine is reached under its public names, and its outputs have the first one', async (t) => {
  const engine = await startTemplate(t, STACK, { origins: ORIGINS });
  const { Http, Realtime, Host = '', Key = '' } = engine.outputs;
  assert.equal(Http, `https://${PUBLIC}/event`);
  assert.equal(Realtime, `wss://${PUBLIC}/event/realtime`);
  assert.deepEqual(engine.origins, [`https://${PUBLIC}`, `https://${SECOND}`]);
  // A proxy passes on the name that its client used, or writes its own.
  for (const host of [PUBLIC, 'EVENTS.example.test', `${PUBLIC}:443`, SECOND, '127.0.0.1', Host, `${Host}:443`]) {
    assert.equal((await send(engine, '/event', { host, 'x-api-key': Key })).status, 200, host);
    for (const named of [PUBLIC, `${PUBLIC}:443`, SECOND, 'dev.example.test', Host])
      assert.match(await connect(engine, host, { host: named, 'x-api-key': Key }), /"connection_ack"/, named);
    assert.equal((await send(engine, '/event', await signed(host))).status, 200, `signed for ${host}`);
  }
});

test('attack: no other host is served, and no signature for another host is accepted', async (t) => {
  const engine = await startTemplate(t, STACK, { origins: ORIGINS });
  const { Key = '' } = engine.outputs;
  const others = [
    'evil.example',
    `${PUBLIC}.evil.example`,
    `evil-${PUBLIC}`,
    `x.${PUBLIC}`,
    `${PUBLIC}:8443`,
    'dev.example.test',
  ];
  for (const host of others) {
    assert.equal((await send(engine, '/event', { host, 'x-api-key': Key })).status, 421, host);
    assert.equal(await connect(engine, host, { host: PUBLIC, 'x-api-key': Key }), '421', host);
    // A client may leave the port of a public name out of its credentials, but not of its requests.
    const expected = host === 'dev.example.test' ? /"connection_ack"/ : /"connection_error"/;
    assert.match(await connect(engine, PUBLIC, { host, 'x-api-key': Key }), expected, host);
  }
  const forOther = await signed('evil.example');
  const unsigned = { ...(await signed(PUBLIC)), host: SECOND };
  const forged = { ...(await signed(PUBLIC)), authorization: (await signed(SECOND))['authorization'] ?? '' };
  for (const headers of [{ ...forOther, host: PUBLIC }, unsigned, forged])
    assert.match((await send(engine, '/event', headers)).text, /signature we calculated does not match/);
});

test('attack: the services for SDKs and the page of faults are not reached under a public name', async (t) => {
  const engine = await startTemplate(t, STACK, { origins: ORIGINS, control: true });
  const signature = { authorization: 'AWS4-HMAC-SHA256 Credential=test/20261130/us-east-1/sqs/aws4_request' };
  const headers = {
    ...signature,
    'x-amz-target': 'AmazonSQS.ListQueues',
    'content-type': 'application/x-amz-json-1.0',
  };
  const closed = [
    'sqs',
    'dynamodb',
    'events',
    'ssm',
    'secretsmanager',
    'lambda/2015-03-31/functions/f/invocations',
    'appsync',
  ];
  for (const path of [...closed, 'cognito-idp', 'cognito-identity'])
    assert.equal((await send(engine, `/_aws/${path}`, { ...headers, host: PUBLIC }, '{}')).status, 403, path);
  for (const path of closed)
    assert.equal((await send(engine, `/_aws/${path}`, { host: PUBLIC }, '{}')).status, 403, path);
  // Signing in is not signed: the operation itself decides.
  const signIn = { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth', host: PUBLIC };
  assert.equal((await send(engine, '/_aws/cognito-idp', signIn, '{}')).status, 400);
  assert.equal((await send(engine, '/_parley/faults', { host: PUBLIC })).status, 403);
});

test('without --origin the name is not served, and an invalid origin is rejected by one sentence', async (t) => {
  const engine = await startTemplate(t, STACK);
  assert.equal((await send(engine, '/event', { host: PUBLIC, 'x-api-key': engine.outputs['Key'] ?? '' })).status, 421);
  assert.deepEqual(engine.origins, []);
  const invalid = [
    'events.example.test',
    'https://*.example.test',
    'https://a.test/event',
    'ftp://a.test',
    'https://u@a.test',
    '',
  ];
  for (const origin of [...invalid, 'https://x.appsync-api.us-east-1.amazonaws.com'])
    await assert.rejects(
      startEngine({ assembly: 'absent.json', origins: [origin] }),
      /^EngineError: --origin [^\n]+\.$/,
      origin,
    );
});

test('a custom domain of the template leads to its API, at both paths, and another API keeps its own host', async (t) => {
  const { Resources, Outputs } = STACK;
  const template = {
    Resources: {
      ...Resources,
      Other: { ...Resources.Api, Properties: { ...Resources.Api.Properties, Name: 'other' } },
      OtherKey: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: att('Other', 'ApiId') } },
      OtherRooms: {
        Type: 'AWS::AppSync::ChannelNamespace',
        Properties: { ApiId: att('Other', 'ApiId'), Name: 'rooms' },
      },
      Certificate: { Type: 'AWS::CertificateManager::Certificate', Properties: { DomainName: PUBLIC } },
      Domain: {
        Type: 'AWS::AppSync::DomainName',
        Properties: { DomainName: PUBLIC, CertificateArn: { Ref: 'Certificate' } },
      },
      Association: {
        Type: 'AWS::AppSync::DomainNameApiAssociation',
        Properties: { DomainName: att('Domain', 'DomainName'), ApiId: att('Other', 'ApiId') },
      },
      Role: role('lambda.amazonaws.com', ['logs:*']),
      Publisher: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Role: att('Role', 'Arn'),
          Code: {
            ZipFile: `exports.handler = async (headers) => {
            const answer = await fetch('https://${PUBLIC}/event', { method: 'POST', headers, body: '${BODY}' });
            return answer.status;
          };`,
          },
        },
      },
    },
    Outputs: {
      ...Outputs,
      OtherKey: { Value: att('OtherKey', 'ApiKey') },
      Domain: { Value: sub('https://$' + '{Domain}/event') },
      Function: { Value: { Ref: 'Publisher' } },
    },
  };
  const engine = await startTemplate(t, template);
  const { Key = '', OtherKey = '', Domain, Function: name = '' } = engine.outputs;
  assert.equal(Domain, `${engine.origin}/event`);
  assert.equal((await send(engine, '/event', { host: PUBLIC, 'x-api-key': OtherKey })).status, 200);
  assert.equal((await send(engine, '/event', { host: PUBLIC, 'x-api-key': Key })).status, 401);
  assert.match(await connect(engine, PUBLIC, { host: PUBLIC, 'x-api-key': OtherKey }), /"connection_ack"/);
  assert.match(await connect(engine, PUBLIC, { host: PUBLIC, 'x-api-key': Key }), /Unauthorized/);
  assert.equal((await send(engine, '/event', { host: `x.${PUBLIC}`, 'x-api-key': OtherKey })).status, 421);
  assert.equal((await engine.services.lambda.invoke(name, { 'x-api-key': OtherKey })).payload, 200);
});
