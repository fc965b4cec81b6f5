// EventConfig.LogConfig: request logs in the log group of the API.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { att, modes, role, sub } from '../../testing/template-parts.ts';
import { startTemplate } from '../../testing/templates/start-template.ts';

function stack(LogLevel: string, actions = ['logs:*']) {
  const keys = modes('API_KEY');
  const EventConfig = {
    AuthProviders: keys,
    ConnectionAuthModes: keys,
    DefaultPublishAuthModes: keys,
    DefaultSubscribeAuthModes: keys,
    LogConfig: { LogLevel, CloudWatchLogsRoleArn: att('Logger', 'Arn') },
  };
  return {
    Resources: {
      Logger: role('appsync.amazonaws.com', actions),
      Api: { Type: 'AWS::AppSync::Api', Properties: { Name: 'a', EventConfig } },
      Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: att('Api', 'ApiId') } },
      Rooms: { Type: 'AWS::AppSync::ChannelNamespace', Properties: { ApiId: att('Api', 'ApiId'), Name: 'rooms' } },
    },
    Outputs: {
      Http: { Value: sub('https://$' + '{Api.Dns.Http}/event') },
      Key: { Value: att('Key', 'ApiKey') },
      Id: { Value: att('Api', 'ApiId') },
    },
  };
}

type Started = Awaited<ReturnType<typeof startTemplate>>;

async function publish({ outputs }: Started, key: string): Promise<string | null> {
  const body = JSON.stringify({ channel: '/rooms/a', events: ['1'] });
  const response = await fetch(outputs['Http'] ?? '', { method: 'POST', headers: { 'x-api-key': key }, body });
  return response.headers.get('x-amzn-requestid');
}

async function logged({ services, outputs }: Started): Promise<Record<string, unknown>[]> {
  const lines = await services.logs.tail(`/aws/appsync/apis/${outputs['Id']}`);
  return lines.map(({ message }) => JSON.parse(message) as Record<string, unknown>);
}

async function connect({ origin, outputs: { Key = '' } }: Started): Promise<void> {
  const header = Buffer.from(JSON.stringify({ host: '127.0.0.1', 'x-api-key': Key })).toString('base64url');
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/event/realtime`, [
    'aws-appsync-event-ws',
    `header-${header}`,
  ]);
  const types: string[] = [];
  const answered = new Promise<void>((resolve) =>
    socket.addEventListener('message', ({ data }) => {
      types.push(JSON.parse(String(data)).type);
      if (types.length === 2) resolve();
    }),
  );
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const frame = { type: 'subscribe', channel: '/rooms/a', authorization: { 'x-api-key': Key } };
  socket.send(JSON.stringify({ ...frame, id: 's' }));
  socket.send(JSON.stringify({ ...frame, id: 't', channel: '/rooms/*/b' }));
  await answered;
  socket.close();
}

test('with INFO, connects, subscribes and publishes have a summary with the id of their response', async (t) => {
  const engine = await startTemplate(t, stack('INFO'));
  const good = await publish(engine, engine.outputs['Key'] ?? '');
  const bad = await publish(engine, 'da2-aaaaaaaaaaaaaaaaaaaaaaaaaa');
  await connect(engine);
  const entries = await logged(engine);
  const told = entries.map(({ logType, operation, channel, statusCode }) => [logType, operation, channel, statusCode]);
  assert.deepEqual(told, [
    ['RequestSummary', 'EVENT_PUBLISH', '/rooms/a', 200],
    ['RequestSummary', 'EVENT_PUBLISH', '/rooms/a', 401],
    ['RequestSummary', 'EVENT_CONNECT', undefined, 200],
    ['RequestSummary', 'EVENT_SUBSCRIBE', '/rooms/a', 200],
    ['RequestSummary', 'EVENT_SUBSCRIBE', '/rooms/*/b', 400],
  ]);
  assert.deepEqual([entries[0]?.['requestId'], entries[1]?.['requestId']], [good, bad]);
  assert.match(JSON.stringify(entries[1]?.['errors']), /UnauthorizedException/);
});

test('ERROR logs what failed, ALL adds header fields without credentials, NONE and a role without permission log nothing', async (t) => {
  const run = async (level: string, actions?: string[]) => {
    const said: string[] = [];
    const engine = await startTemplate(t, stack(level, actions), { say: (line) => said.push(line) });
    const key = engine.outputs['Key'] ?? '';
    await publish(engine, key);
    await publish(engine, 'da2-aaaaaaaaaaaaaaaaaaaaaaaaaa');
    return { entries: await logged(engine), key, said };
  };
  assert.deepEqual(
    (await run('ERROR')).entries.map(({ statusCode }) => statusCode),
    [401],
  );
  const all = await run('ALL');
  assert.deepEqual(
    all.entries.map(({ logType }) => logType),
    ['RequestHeaders', 'RequestSummary', 'RequestHeaders', 'RequestSummary'],
  );
  assert.match(JSON.stringify(all.entries[0]), /"x-api-key":"\*\*\*\*"/);
  assert.ok(!JSON.stringify(all.entries).includes(all.key), 'attack: a key must not be in a log');
  assert.deepEqual((await run('NONE')).entries, []);
  const denied = await run('ALL', ['logs:CreateLogStream']);
  assert.deepEqual(denied.entries, []);
  assert.match(denied.said.join('\n'), /writes no logs of the API .* does not allow logs:PutLogEvents/);
});
