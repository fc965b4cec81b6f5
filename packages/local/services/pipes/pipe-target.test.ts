import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reply } from '../../testing/http-target.ts';
import { TARGET_HOST } from '../../testing/http-target.ts';
import { PipeFixture } from '../../testing/pipe-fixture.ts';

/** Answers like AppSync Events: 400 to a body or an event that is not JSON. */
const appSync: Reply = (response, { body }) => {
  try {
    for (const event of JSON.parse(body).events) JSON.parse(event);
    response.writeHead(200).end('{"successful":[],"failed":[]}');
  } catch {
    response.writeHead(400).end('{"errors":[{"errorType":"BadRequestException"}]}');
  }
};

const FIELDS_TEMPLATE = String.raw`{"channel":"serverlesschat/channels/<$.dynamodb.NewImage.channel.S>","events":["{\"message\":\"<$.dynamodb.NewImage.message.S>\"}"]}`;
const BASE64_TEMPLATE = String.raw`{"channel":"serverlesschat/channels/<$.dynamodb.NewImage.channel.S>","events":["\"<$.dynamodb.NewImage.payload.S>\""]}`;

test('a call is byte for byte what AWS sends', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe({ template: '{"say":"<$.dynamodb.NewImage.message.S>"}' });
  fixture.insert('é 😀');
  await fixture.untilIdle();
  const [call] = fixture.target.calls;
  assert.equal(call?.method, 'POST');
  assert.equal(call?.url, '/event');
  assert.equal(call?.body, '{"say":"é 😀"}');
  assert.deepEqual(call?.headers, {
    host: TARGET_HOST,
    'x-api-key': 'K1',
    'content-type': 'application/json; charset=utf-8',
    'content-length': '17',
    'user-agent': 'Amazon/EventBridge/ApiDestinations',
    range: 'bytes=0-1048575',
    'accept-encoding': 'gzip,deflate',
    connection: 'close',
  });
});

test('the key is sent once, even if the target sets the same header', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe({ http: { HeaderParameters: { 'X-Api-Key': 'other', 'x-more': 'yes' } } });
  fixture.insert('hello');
  await fixture.untilIdle();
  const raw = fixture.target.calls[0]?.rawHeaders ?? [];
  const keys = raw.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'x-api-key');
  assert.deepEqual(keys, ['x-api-key']);
  assert.equal(fixture.target.calls[0]?.headers['x-api-key'], 'K1');
  assert.equal(fixture.target.calls[0]?.headers['x-more'], 'yes');
});

test('the URL is filled from the record, not from the body', async () => {
  await using fixture = await PipeFixture.open({ endpoint: `https://${TARGET_HOST}/rooms/*/event` });
  const http = {
    PathParameterValues: ['$.dynamodb.Keys.channel.S'],
    QueryStringParameters: { t: '$.eventName', v: 'plain' },
  };
  await fixture.createPipe({ http });
  fixture.insert('hello', 'a/b c');
  await fixture.untilIdle();
  assert.equal(fixture.target.calls[0]?.url, '/rooms/a%2Fb%20c/event?t=INSERT&v=plain');
});

test('a path in a header is sent unchanged, and reported', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe({ http: { HeaderParameters: { x: '$.eventName' } } });
  fixture.insert('hello');
  await fixture.untilIdle();
  assert.equal(fixture.target.calls[0]?.headers['x'], '$.eventName');
  assert.match(fixture.lines.join(), /sends the header x: \$\.eventName unchanged/);
});

test('empty HttpParameters are like absent ones', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe({ http: {} });
  fixture.insert('hello');
  await fixture.untilIdle();
  assert.equal(fixture.target.calls[0]?.url, '/event');
});

test('a batch is sent as one call for each record, in order', async () => {
  await using fixture = await PipeFixture.open();
  for (const n of [1, 2, 3]) fixture.insert(String(n));
  await fixture.createPipe({ stream: { BatchSize: 10 } });
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['says 1', 'says 2', 'says 3']);
});

test('with a template of single fields a message with a quote never arrives, and blocks the channel until it is given up', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.always = appSync;
  await fixture.createPipe({ template: FIELDS_TEMPLATE });
  fixture.insert('say "hi"');
  fixture.insert('behind it');
  await fixture.advanceAfter(1, 100);
  await fixture.advanceAfter(2, 200);
  await fixture.untilIdle();
  assert.equal(fixture.target.calls.length, 4);
  assert.equal(fixture.deadLetters.length, 1);
  assert.deepEqual([fixture.status.delivered, fixture.status.unsafeBodies], [1, 3]);
  assert.match(
    fixture.lines[0] ?? '',
    /inserted a value with a quote, a backslash or a line break into its input template/,
  );
});

test('with a template of one base64 field the same message arrives unchanged', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.always = appSync;
  await fixture.createPipe({ template: BASE64_TEMPLATE });
  const message = 'say "hi"\n\\",\\"admin\\":\\"1 <b> 😀';
  fixture.stream.insert('general', { payload: Buffer.from(JSON.stringify({ message })).toString('base64') });
  await fixture.untilIdle();
  const [event] = JSON.parse(fixture.target.bodies[0] ?? '').events;
  assert.deepEqual(JSON.parse(Buffer.from(JSON.parse(event), 'base64').toString()), { message });
  assert.deepEqual(fixture.lines, []);
});

test('without a filter a deletion is published as an empty message', async () => {
  await using fixture = await PipeFixture.open();
  fixture.target.always = appSync;
  await fixture.createPipe({ template: FIELDS_TEMPLATE });
  fixture.stream.add('REMOVE', 'general', {});
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, [
    String.raw`{"channel":"serverlesschat/channels/","events":["{\"message\":\"\"}"]}`,
  ]);
});

test('a filter can select expired items only', async () => {
  await using fixture = await PipeFixture.open();
  await fixture.createPipe({
    template: '<$.eventID>',
    filters: ['{"userIdentity":{"principalId":["dynamodb.amazonaws.com"]}}'],
  });
  fixture.stream.add('REMOVE', 'general', {});
  fixture.stream.add('REMOVE', 'general', {}, { type: 'Service', principalId: 'dynamodb.amazonaws.com' });
  await fixture.untilIdle();
  assert.deepEqual(fixture.target.bodies, ['"event-2"']);
});
