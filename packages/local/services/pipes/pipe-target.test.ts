import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reply } from '../../testing/http-target.ts';
import { TARGET_HOST } from '../../testing/http-target.ts';
import { Stage } from '../../testing/pipe-fixture.ts';

/** Answers as AppSync Events does: 400 to a body or an event that is not JSON. */
const appSync: Reply = (response, { body }) => {
  try {
    for (const event of JSON.parse(body).events) JSON.parse(event);
    response.writeHead(200).end('{"successful":[],"failed":[]}');
  } catch {
    response.writeHead(400).end('{"errors":[{"errorType":"BadRequestException"}]}');
  }
};

const ARTICLE = String.raw`{"channel":"serverlesschat/channels/<$.dynamodb.NewImage.channel.S>","events":["{\"message\":\"<$.dynamodb.NewImage.message.S>\"}"]}`;
const WIRE = String.raw`{"channel":"serverlesschat/channels/<$.dynamodb.NewImage.channel.S>","events":["\"<$.dynamodb.NewImage.wire.S>\""]}`;

test('H01 on the wire a call is what AWS sends, byte for byte', async () => {
  await using stage = await Stage.open();
  await stage.pipe({ template: '{"say":"<$.dynamodb.NewImage.message.S>"}' });
  stage.say('é 😀');
  await stage.idle();
  const [call] = stage.target.calls;
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

test('H02 the key is sent once, although the target names it too', async () => {
  await using stage = await Stage.open();
  await stage.pipe({ http: { HeaderParameters: { 'X-Api-Key': 'other', 'x-more': 'yes' } } });
  stage.say('hello');
  await stage.idle();
  const raw = stage.target.calls[0]?.rawHeaders ?? [];
  const keys = raw.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'x-api-key');
  assert.deepEqual(keys, ['x-api-key']);
  assert.equal(stage.target.calls[0]?.headers['x-api-key'], 'K1');
  assert.equal(stage.target.calls[0]?.headers['x-more'], 'yes');
});

test('H06 H07 the address is filled from the record, not from the body', async () => {
  await using stage = await Stage.open({ endpoint: `https://${TARGET_HOST}/rooms/*/event` });
  const http = {
    PathParameterValues: ['$.dynamodb.Keys.channel.S'],
    QueryStringParameters: { t: '$.eventName', v: 'plain' },
  };
  await stage.pipe({ http });
  stage.say('hello', 'a/b c');
  await stage.idle();
  assert.equal(stage.target.calls[0]?.url, '/rooms/a%2Fb%20c/event?t=INSERT&v=plain');
});

test('H08 a path in a header is sent as it stands, and said', async () => {
  await using stage = await Stage.open();
  await stage.pipe({ http: { HeaderParameters: { x: '$.eventName' } } });
  stage.say('hello');
  await stage.idle();
  assert.equal(stage.target.calls[0]?.headers['x'], '$.eventName');
  assert.match(stage.lines.join(), /sends the header x: \$\.eventName as it stands/);
});

test('H09 empty HttpParameters are as good as none', async () => {
  await using stage = await Stage.open();
  await stage.pipe({ http: {} });
  stage.say('hello');
  await stage.idle();
  assert.equal(stage.target.calls[0]?.url, '/event');
});

test('H10 a batch goes as one call for each record, in order', async () => {
  await using stage = await Stage.open();
  for (const n of [1, 2, 3]) stage.say(String(n));
  await stage.pipe({ stream: { BatchSize: 10 } });
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['says 1', 'says 2', 'says 3']);
});

test("T03 in the article's stack a quote makes a message that never arrives, and holds up the channel until it is given up", async () => {
  await using stage = await Stage.open();
  stage.target.always = appSync;
  await stage.pipe({ template: ARTICLE });
  stage.say('say "hi"');
  stage.say('behind it');
  await stage.after(1, 100);
  await stage.after(2, 200);
  await stage.idle();
  assert.equal(stage.target.calls.length, 4);
  assert.equal(stage.dead.length, 1);
  assert.deepEqual([stage.status.delivered, stage.status.hazards], [1, 3]);
  assert.match(
    stage.lines[0] ?? '',
    /copied a value with a quote, a backslash or a line break into its input template/,
  );
});

test('in our stack the same message arrives as it was typed', async () => {
  await using stage = await Stage.open();
  stage.target.always = appSync;
  await stage.pipe({ template: WIRE });
  const message = 'say "hi"\n\\",\\"admin\\":\\"1 <b> 😀';
  stage.stream.insert('general', { wire: Buffer.from(JSON.stringify({ message })).toString('base64') });
  await stage.idle();
  const [event] = JSON.parse(stage.target.bodies[0] ?? '').events;
  assert.deepEqual(JSON.parse(Buffer.from(JSON.parse(event), 'base64').toString()), { message });
  assert.deepEqual(stage.lines, []);
});

test('T25 without a filter a deletion is published as an empty message', async () => {
  await using stage = await Stage.open();
  stage.target.always = appSync;
  await stage.pipe({ template: ARTICLE });
  stage.stream.add('REMOVE', 'general', {});
  await stage.idle();
  assert.deepEqual(stage.target.bodies, [
    String.raw`{"channel":"serverlesschat/channels/","events":["{\"message\":\"\"}"]}`,
  ]);
});

test('F08 a filter can let only expired items pass', async () => {
  await using stage = await Stage.open();
  await stage.pipe({
    template: '<$.eventID>',
    filters: ['{"userIdentity":{"principalId":["dynamodb.amazonaws.com"]}}'],
  });
  stage.stream.add('REMOVE', 'general', {});
  stage.stream.add('REMOVE', 'general', {}, { type: 'Service', principalId: 'dynamodb.amazonaws.com' });
  await stage.idle();
  assert.deepEqual(stage.target.bodies, ['"event-2"']);
});
