import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Endpoints } from '../../http/endpoints.ts';
import { MemoryStorage } from '../../testing/memory-storage.ts';
import { RecordedTargets } from '../../testing/rule-targets.ts';
import { WatchedClock } from '../../testing/watched-clock.ts';
import { Ids } from '../resource-ids.ts';
import { EventRules } from './event-rules.ts';
import { eventsResources } from './events-resources.ts';
import { EventBridge } from './events-service.ts';

const ids = new Ids('chat');
const rules = new EventRules({ clock: new WatchedClock(), targets: new RecordedTargets(), say() {} });

async function create(type: string, properties: Record<string, unknown>, events: EventBridge) {
  const kind = eventsResources.find((one) => one.type === type);
  assert.ok(kind);
  return kind.create({ logicalId: type.split('::')[2] ?? '', type, properties, metadata: {} }, { events, rules, ids });
}

function newEvents(): EventBridge {
  return new EventBridge({ clock: new WatchedClock(), storage: new MemoryStorage(), endpoints: new Endpoints() });
}

const CONNECTION = {
  AuthorizationType: 'API_KEY',
  AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-api-key', ApiKeyValue: 'K' } },
};

test('a connection and a destination return Ref and GetAtt as on AWS', async () => {
  const events = newEvents();
  const connection = await create('AWS::Events::Connection', { Name: 'key', ...CONNECTION }, events);
  assert.equal(connection.ref, 'key');
  assert.match(
    connection.attributes?.['Arn'] ?? '',
    /^arn:aws:events:us-east-1:000000000000:connection\/key\/[0-9a-z]{8}(-[0-9a-z]{4}){3}-[0-9a-z]{12}$/,
  );
  assert.equal(connection.attributes?.['ArnForPolicy'], 'arn:aws:events:us-east-1:000000000000:connection/key');
  assert.match(
    connection.attributes?.['SecretArn'] ?? '',
    /^arn:aws:secretsmanager:us-east-1:000000000000:secret:events!connection\/key\//,
  );
  assert.equal(connection.summary, 'connection key, AUTHORIZED');

  const destination = await create(
    'AWS::Events::ApiDestination',
    { ConnectionArn: connection.attributes?.['Arn'], HttpMethod: 'POST', InvocationEndpoint: 'api.example/event' },
    events,
  );
  assert.match(destination.ref, /^chat-ApiDestination-[0-9A-Z]{12}$/);
  // The article's stack writes no scheme.
  assert.equal(destination.summary, 'POST https://api.example/event');
});

const BROKEN: readonly [what: string, properties: Record<string, unknown>][] = [
  ['no endpoint', { HttpMethod: 'POST' }],
  ['an endpoint that is no address', { HttpMethod: 'POST', InvocationEndpoint: 'https://' }],
  ['no method', { InvocationEndpoint: 'https://api.example' }],
  ['a method that is none', { HttpMethod: 'TRACE', InvocationEndpoint: 'https://api.example' }],
  [
    'a rate of nothing',
    { HttpMethod: 'POST', InvocationEndpoint: 'https://api.example', InvocationRateLimitPerSecond: 0 },
  ],
];

for (const [what, properties] of BROKEN) {
  test(`a destination with ${what} is rejected`, async () => {
    const events = newEvents();
    const { attributes } = await create('AWS::Events::Connection', CONNECTION, events);
    await assert.rejects(
      create('AWS::Events::ApiDestination', { ConnectionArn: attributes?.['Arn'], ...properties }, events),
      {
        type: 'ValidationException',
      },
    );
  });
}

test('a name that AWS rejects is rejected', async () => {
  await assert.rejects(create('AWS::Events::Connection', { Name: 'a b', ...CONNECTION }, newEvents()), {
    type: 'ValidationException',
  });
});
