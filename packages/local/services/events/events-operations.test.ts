import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { awsJsonHandler } from '../../protocol/aws-json.ts';
import { HttpTarget, TARGET_HOST } from '../../testing/http-target.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';
import { RecordedTargets } from '../../testing/rule-targets.ts';
import { WatchedClock } from '../../testing/watched-clock.ts';
import { EventRules } from './event-rules.ts';
import { eventsApi } from './events-operations.ts';
import { EventBridge } from './events-service.ts';
import { parseRuleSettings } from './rule-settings.ts';

const ALL_EVENTS = {
  EventPattern: { source: ['shop'] },
  Targets: [{ Id: 'T', Arn: 'arn:aws:lambda:us-east-1:000000000000:function:all' }],
};

const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:events!connection/key/1-first';

/** EventBridge on a free port, called over HTTP as by an SDK. */
async function serve(t: TestContext) {
  const target = await HttpTarget.open();
  const events = new EventBridge({
    clock: new WatchedClock(),
    storage: new MemoryStorage(),
    endpoints: target.endpoints,
  });
  await events.createConnection(
    { name: 'key', arn: 'arn:aws:events:us-east-1:000000000000:connection/key/1', secretArn: SECRET_ARN },
    {
      AuthorizationType: 'API_KEY',
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'da2-secret' },
        InvocationHttpParameters: {
          HeaderParameters: [
            { Key: 'x-token', Value: 'da2-secret', IsValueSecret: true },
            { Key: 'x-open', Value: 'shown', IsValueSecret: false },
          ],
        },
      },
    },
  );
  events.createDestination(
    { name: 'publish', arn: 'arn:aws:events:us-east-1:000000000000:api-destination/publish/1' },
    {
      ConnectionArn: 'arn:aws:events:us-east-1:000000000000:connection/key/1',
      HttpMethod: 'POST',
      InvocationEndpoint: `https://${TARGET_HOST}/event`,
      InvocationRateLimitPerSecond: 50,
    },
  );
  const targets = new RecordedTargets();
  const rules = new EventRules({ clock: new WatchedClock(), targets, say() {} });
  rules.add({
    ...parseRuleSettings('all', ALL_EVENTS),
    name: 'all',
    arn: 'arn:aws:events:us-east-1:000000000000:rule/all',
  });
  const server = createServer(awsJsonHandler(eventsApi(events, rules), () => () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(async () => {
    server.close();
    server.closeAllConnections();
    await target[Symbol.asyncDispose]();
  });
  const ask = async (operation: string, body: string) => {
    const headers = { 'x-amz-target': `AWSEvents.${operation}`, 'content-type': 'application/x-amz-json-1.1' };
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, text: await response.text() };
  };
  return { ask, events, targets };
}

test('a connection is described without its secrets', async (t) => {
  const { ask } = await serve(t);
  const { status, text } = await ask('DescribeConnection', '{"Name":"key"}');
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(text), {
    ConnectionArn: 'arn:aws:events:us-east-1:000000000000:connection/key/1',
    Name: 'key',
    ConnectionState: 'AUTHORIZED',
    CreationTime: 1767225600,
    LastModifiedTime: 1767225600,
    LastAuthorizedTime: 1767225600,
    SecretArn: SECRET_ARN,
    AuthorizationType: 'API_KEY',
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: 'x-api-key' },
      InvocationHttpParameters: {
        HeaderParameters: [
          { Key: 'x-token', IsValueSecret: true },
          { Key: 'x-open', Value: 'shown', IsValueSecret: false },
        ],
        QueryStringParameters: [],
        BodyParameters: [],
      },
    },
  });
});

test('UpdateConnection authorizes a deauthorized connection', async (t) => {
  const { ask, events } = await serve(t);
  const lost = await ask('DeauthorizeConnection', '{"Name":"key"}');
  assert.equal(JSON.parse(lost.text).ConnectionState, 'DEAUTHORIZED');
  assert.match(JSON.parse(lost.text).StateReason, /DeauthorizeConnection/);
  const body =
    '{"Name":"key","AuthorizationType":"API_KEY","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"x-api-key","ApiKeyValue":"K2"}}}';
  const { text } = await ask('UpdateConnection', body);
  assert.equal(JSON.parse(text).ConnectionState, 'AUTHORIZED');
  assert.ok(!text.includes('K2'));
  assert.equal(events.connection('key').state, 'AUTHORIZED');
});

test('connections are listed, and a destination shows its state', async (t) => {
  const { ask } = await serve(t);
  assert.equal(JSON.parse((await ask('ListConnections', '{}')).text).Connections.length, 1);
  assert.equal(JSON.parse((await ask('ListConnections', '{"NamePrefix":"x"}')).text).Connections.length, 0);
  await ask('DeauthorizeConnection', '{"Name":"key"}');
  assert.deepEqual(JSON.parse((await ask('DescribeApiDestination', '{"Name":"publish"}')).text), {
    Name: 'publish',
    ApiDestinationArn: 'arn:aws:events:us-east-1:000000000000:api-destination/publish/1',
    ApiDestinationState: 'INACTIVE',
    ConnectionArn: 'arn:aws:events:us-east-1:000000000000:connection/key/1',
    InvocationEndpoint: `https://${TARGET_HOST}/event`,
    HttpMethod: 'POST',
    InvocationRateLimitPerSecond: 50,
  });
});

const REJECTED: readonly [operation: string, body: string, type: string][] = [
  ['DescribeConnection', '{"Name":"none"}', 'ResourceNotFoundException'],
  ['DescribeConnection', '{}', 'ValidationException'],
  ['DescribeApiDestination', '{"Name":"none"}', 'ResourceNotFoundException'],
  ['UpdateConnection', '{"Name":"key","AuthorizationType":"API_KEY"}', 'ValidationException'],
  ['PutRule', '{}', 'UnknownOperationException'],
  ['constructor', '{}', 'UnknownOperationException'],
  ['DescribeConnection', '{"Name":', 'SerializationException'],
  ['DescribeConnection', '[]', 'SerializationException'],
];

for (const [operation, body, type] of REJECTED) {
  test(`${operation} with ${body} is rejected as ${type}`, async (t) => {
    const { ask } = await serve(t);
    const { status, text } = await ask(operation, body);
    assert.equal(status, 400);
    assert.equal(JSON.parse(text).__type, type);
  });
}

test('PutEvents puts each valid entry on its bus, and says what is wrong with the others', async (t) => {
  const { ask, targets } = await serve(t);
  const entry = { Source: 'shop', DetailType: 'Order', Detail: '{"id":7}' };
  const Entries = [
    { ...entry, Time: 1_767_225_600, Resources: ['arn:order'] },
    { ...entry, DetailType: undefined },
    { ...entry, Detail: '[1]' },
    { ...entry, Source: 'aws.s3' },
    { ...entry, EventBusName: 'nowhere' },
  ];
  const { status, text } = await ask('PutEvents', JSON.stringify({ Entries }));
  assert.equal(status, 200);
  const result = JSON.parse(text) as { FailedEntryCount: number; Entries: Record<string, string>[] };
  assert.equal(result.FailedEntryCount, 3);
  assert.deepEqual(
    result.Entries.map(({ ErrorCode }) => ErrorCode),
    [undefined, 'InvalidArgument', 'MalformedDetail', 'NotAuthorizedForSourceException', undefined],
  );
  assert.equal(targets.inputs.length, 1);
  const { id, time, detail, resources } = targets.inputs[0] ?? {};
  assert.equal(id, result.Entries[0]?.['EventId']);
  assert.deepEqual(
    { time, detail, resources },
    { time: '2026-01-01T00:00:00Z', detail: { id: 7 }, resources: ['arn:order'] },
  );
  for (const wrong of [[], Array(11).fill(entry)])
    assert.equal((await ask('PutEvents', JSON.stringify({ Entries: wrong }))).status, 400);
});
