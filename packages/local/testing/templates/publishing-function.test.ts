// A template like onlybakam/stock-ticker-demo-appsync-events: a function publishes to the API at its host name of AWS. A script
// starts it by the Invoke API, and a browser by the function's URL.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { att, ref, role, sub } from '../template-parts.ts';
import { until } from '../watched-clock.ts';
import { startTemplate } from './start-template.ts';

/** CommonJS with `fetch`, `https` and an SDK's address for another service, as bundles use them. */
const CODE = `
const https = require('https');
const publish = (price) => fetch('https://' + process.env.HTTP_ENDPOINT + '/event', {
  method: 'POST',
  headers: { 'x-api-key': process.env.API_KEY },
  body: JSON.stringify({ channel: '/ticker/ACME', events: [JSON.stringify({ price })] }),
});
const statusOf = (host) => new Promise((resolve, reject) =>
  https.get({ host, path: '/event' }, (response) => resolve(response.resume().statusCode)).on('error', reject));
const hears = () => new Promise((resolve, reject) => {
  const credentials = Buffer.from(JSON.stringify({ host: process.env.HTTP_ENDPOINT, 'x-api-key': process.env.API_KEY }));
  const socket = new WebSocket('wss://' + process.env.REALTIME_ENDPOINT + '/event/realtime',
    ['aws-appsync-event-ws', 'header-' + credentials.toString('base64url')]);
  socket.onopen = () => socket.send('{"type":"connection_init"}');
  socket.onmessage = ({ data }) => { socket.close(); resolve(JSON.parse(data).type); };
  socket.onerror = () => reject(new Error('the socket failed'));
});
exports.handler = async ({ price, rawPath }) => ({
  published: (await publish(price ?? 1)).status,
  received: await hears(),
  other: await statusOf('sns.us-east-1.amazonaws.com'),
  path: rawPath,
});`;

const TEMPLATE = {
  Resources: {
    Api: {
      Type: 'AWS::AppSync::Api',
      Properties: {
        Name: 'ticker',
        EventConfig: {
          AuthProviders: [{ AuthType: 'API_KEY' }],
          ConnectionAuthModes: [{ AuthType: 'API_KEY' }],
          DefaultPublishAuthModes: [{ AuthType: 'API_KEY' }],
          DefaultSubscribeAuthModes: [{ AuthType: 'API_KEY' }],
        },
      },
    },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: att('Api', 'ApiId') } },
    Ticker: { Type: 'AWS::AppSync::ChannelNamespace', Properties: { ApiId: att('Api', 'ApiId'), Name: 'ticker' } },
    Role: role('lambda.amazonaws.com', ['logs:PutLogEvents']),
    Publisher: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'publisher',
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: att('Role', 'Arn'),
        Code: { ZipFile: CODE },
        Environment: {
          Variables: {
            HTTP_ENDPOINT: att('Api', 'Dns.Http'),
            REALTIME_ENDPOINT: att('Api', 'Dns.Realtime'),
            API_KEY: att('Key', 'ApiKey'),
          },
        },
      },
    },
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: ref('Publisher') } },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: ref('Publisher'), FunctionVersion: att('Version', 'Version'), Name: 'live' },
    },
    Url: {
      Type: 'AWS::Lambda::Url',
      Properties: { TargetFunctionArn: ref('Live'), AuthType: 'NONE', Cors: { AllowOrigins: ['https://page.test'] } },
    },
    SignedUrl: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: ref('Publisher'), AuthType: 'AWS_IAM' } },
  },
  Outputs: {
    Url: { Value: att('Url', 'FunctionUrl') },
    SignedUrl: { Value: att('SignedUrl', 'FunctionUrl') },
    Live: { Value: sub(`\${Live}`) },
  },
};

async function start(t: TestContext) {
  const engine = await startTemplate(t, TEMPLATE);
  const published: string[] = [];
  engine.onPublished(({ channel, events }) => published.push(`${channel} ${events}`));
  const signed = {
    authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, Signature=0',
  };
  const invoke = (name: string, headers: Record<string, string> = {}, body = '{"price":42}') =>
    fetch(`${engine.origin}/_aws/lambda/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      headers: { ...signed, ...headers },
      body,
    });
  return { engine, published, invoke, signed };
}

const RESULT = { published: 200, received: 'connection_ack', other: 421 };

test('a function reaches its API at the host names of AWS, by HTTP and WebSocket, and nothing leaves this machine', async (t) => {
  const { invoke, published, engine } = await start(t);
  const response = await invoke('publisher');
  assert.deepEqual([response.status, await response.json()], [200, RESULT]);
  assert.deepEqual(published, ['/ticker/ACME {"price":42}']);
  assert.match(engine.outputs['Live'] ?? '', /:function:publisher:live$/);
});

test('the Invoke API: asynchronous calls, dry runs, and what Lambda refuses', async (t) => {
  const { invoke, published, signed } = await start(t);
  assert.equal((await invoke('publisher', { 'x-amz-invocation-type': 'DryRun' })).status, 204);
  assert.equal((await invoke('publisher', { 'x-amz-invocation-type': 'Event' })).status, 202);
  const refused: [string, Record<string, string>, string, number, string][] = [
    ['nowhere', {}, '{}', 404, 'ResourceNotFoundException'],
    ['publisher', {}, '{', 400, 'InvalidRequestContentException'],
    ['publisher', { 'x-amz-invocation-type': 'Later' }, '{}', 400, 'InvalidParameterValueException'],
    ['publisher', { authorization: '' }, '{}', 400, 'MissingAuthenticationTokenException'],
    [
      'publisher',
      { authorization: signed.authorization.replace('test', 'AKIAIOSFODNN7EXAMPLE') },
      '{}',
      400,
      'UnrecognizedClientException',
    ],
  ];
  for (const [name, headers, body, status, type] of refused) {
    const response = await invoke(name, headers, body);
    assert.equal(response.status, status, type);
    assert.equal(response.headers.get('x-amzn-errortype'), type);
  }
  await until('the asynchronous call has published', () => published.length === 1);
});

test('a function URL passes path and origin on; a signed one refuses requests without a signature', async (t) => {
  const { engine, signed } = await start(t);
  const url = engine.outputs['Url'] ?? '';
  const response = await fetch(`${url}now`, { headers: { origin: 'https://page.test' } });
  assert.equal(response.headers.get('access-control-allow-origin'), 'https://page.test');
  assert.deepEqual(await response.json(), { ...RESULT, path: '/now' });
  const signedUrl = engine.outputs['SignedUrl'] ?? '';
  const refused = await fetch(signedUrl);
  assert.deepEqual([refused.status, await refused.json()], [403, { message: 'Forbidden' }]);
  assert.equal((await fetch(signedUrl, { headers: signed })).status, 200);
});
