import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AwsError } from '../../errors.ts';
import { type Escaping, parseTemplate, type Rendered, type Surroundings } from './input-template.ts';

const HERE: Surroundings = {
  'pipe-arn': 'arn:aws:pipes:us-east-1:000000000000:pipe/chat',
  'pipe-name': 'chat',
  'source-arn': 'arn:aws:dynamodb:us-east-1:000000000000:table/log/stream/1',
  'target-arn': 'arn:aws:events:us-east-1:000000000000:api-destination/publish/1',
  'enrichment-arn': '',
  'event.ingestion-time': '2026-01-01T00:00:00.000Z',
};

function render(template: string | undefined, record: unknown, escaping: Escaping = 'raw'): Rendered {
  return parseTemplate(template)(record, HERE, escaping);
}

function body(template: string, record: unknown, escaping: Escaping = 'raw'): string {
  return render(template, record, escaping).body;
}

/** The article's template and the one with the entry in base64, cut down to what the cases need. */
const T0 = String.raw`{"channel":"ns/<$.dynamodb.NewImage.channel.S>","events":["{\"message\":\"<$.dynamodb.NewImage.message.S>\"}"]}`;
const T1 = String.raw`{"channel":"ns/<$.dynamodb.NewImage.channel.S>","events":["\"<$.dynamodb.NewImage.wire.S>\""]}`;

function said(message: string): object {
  return { eventName: 'INSERT', dynamodb: { NewImage: { channel: { S: 'general' }, message: { S: message } } } };
}

function wired(wire: string): object {
  return { dynamodb: { NewImage: { channel: { S: 'general' }, wire: { S: wire } } } };
}

function image(attributes: object): object {
  return { dynamodb: { NewImage: attributes } };
}

test('T01 a plain message fills the template', () => {
  assert.equal(body(T0, said('hello')), String.raw`{"channel":"ns/general","events":["{\"message\":\"hello\"}"]}`);
});

test('T02 letters beyond ASCII and emoji stay as they are', () => {
  assert.equal(body(T0, said('é 😀')), String.raw`{"channel":"ns/general","events":["{\"message\":\"é 😀\"}"]}`);
});

test('T03 a quote in a message breaks the template in both models, and is seen as a hazard', () => {
  const raw = render(T0, said('say "hi"'));
  assert.equal(raw.body, String.raw`{"channel":"ns/general","events":["{\"message\":\"say "hi"\"}"]}`);
  assert.throws(() => JSON.parse(raw.body));
  assert.ok(raw.hazard);

  const esc1 = render(T0, said('say "hi"'), 'esc1');
  const [event] = JSON.parse(esc1.body).events;
  assert.throws(() => JSON.parse(event));
  assert.ok(esc1.hazard);
});

test('T04 a line break in a message stands in the body as it is, and is seen as a hazard', () => {
  const { body, hazard } = render(T0, said('a\nb'));
  assert.equal(body, '{"channel":"ns/general","events":["{\\"message\\":\\"a\nb\\"}"]}');
  assert.ok(hazard);
});

test('T05 a backslash in a message makes an event that is not JSON, and is seen as a hazard', () => {
  const { body, hazard } = render(T0, said(String.raw`C:\new`));
  assert.equal(JSON.parse(body).events[0], '{"message":"C:\new"}');
  assert.throws(() => JSON.parse(JSON.parse(body).events[0]));
  assert.ok(hazard);
});

test('T06 a message with escaped quotes adds a field that nobody wrote, and is seen as a hazard', () => {
  const { body, hazard } = render(T0, said(String.raw`\",\"admin\":\"1`));
  assert.deepEqual(JSON.parse(JSON.parse(body).events[0]), { message: '', admin: '1' });
  assert.ok(hazard);
});

test('T07 an entry in base64 comes through alike in both models', () => {
  const expected = String.raw`{"channel":"ns/general","events":["\"eyJtIjoiaGkifQ\""]}`;
  for (const model of ['raw', 'esc1'] as const)
    assert.deepEqual(render(T1, wired('eyJtIjoiaGkifQ'), model), { body: expected, hazard: false });
});

test('T08 percent signs are not decoded', () => {
  const expected = String.raw`{"channel":"ns/general","events":["\"%7B%22m%22%3A%22%5C%22%22%7D\""]}`;
  assert.equal(body(T1, wired('%7B%22m%22%3A%22%5C%22%22%7D')), expected);
});

test('T09 a text gets its quotes where the template has none', () => {
  assert.equal(body('{"a": <$.eventName>}', said('')), '{"a": "INSERT"}');
});

test('T10 a text between quotes gets no second ones', () => {
  assert.equal(body('{"a": "<$.eventName>"}', said('')), '{"a": "INSERT"}');
});

test('T11 an object is put in as JSON', () => {
  assert.equal(body('{"a": <$.dynamodb.Keys>}', { dynamodb: { Keys: { id: { S: '1' } } } }), '{"a": {"id":{"S":"1"}}}');
});

test('T12 an object inside a text loses its quotes', () => {
  assert.equal(
    body('{"a": "k=<$.dynamodb.Keys>"}', { dynamodb: { Keys: { id: { S: '1' } } } }),
    '{"a": "k={id:{S:1}}"}',
  );
});

test('T13 a list inside a text loses its quotes', () => {
  assert.equal(body('{"a": "<$.dynamodb.NewImage.t.SS>"}', image({ t: { SS: ['A', 'I'] } })), '{"a": "[A,I]"}');
});

test('T14 a number is a number', () => {
  const record = { dynamodb: { ApproximateCreationDateTime: 1672592664 } };
  assert.equal(body('{"a": <$.dynamodb.ApproximateCreationDateTime>}', record), '{"a": 1672592664}');
});

test('T15 a number of DynamoDB is a text', () => {
  assert.equal(body('{"a": <$.dynamodb.NewImage.n.N>}', image({ n: { N: '42' } })), '{"a": "42"}');
});

test('T16 true is true, in a text too', () => {
  const template = '{"a": <$.dynamodb.NewImage.b.BOOL>,"s":"is <$.dynamodb.NewImage.b.BOOL>"}';
  assert.equal(body(template, image({ b: { BOOL: true } })), '{"a": true,"s":"is true"}');
});

test('T17 what is missing leaves nothing in a text', () => {
  assert.equal(body('{"a": "x<$.dynamodb.NewImage.none.S>y"}', image({})), '{"a": "xy"}');
});

test('T18 what is missing is an empty text where a value stands', () => {
  assert.equal(body('{"a": <$.dynamodb.NewImage.none.S>}', image({})), '{"a": ""}');
});

test('T19 an item of a list is found by [0] and by .0', () => {
  const record = image({ l: { L: [{ S: 'z' }] } });
  assert.equal(body('{"a": <$.dynamodb.NewImage.l.L[0].S>}', record), '{"a": "z"}');
  assert.equal(body('{"a": <$.dynamodb.NewImage.l.L.0.S>}', record), '{"a": "z"}');
});

test('T20 the pipe and the time can be named', () => {
  const template = '{"p":"<aws.pipes.pipe-name>","t":"<aws.pipes.event.ingestion-time>"}';
  assert.equal(body(template, {}), '{"p":"chat","t":"2026-01-01T00:00:00.000Z"}');
});

test('T21 the whole record can be put in as JSON', () => {
  assert.equal(body('{"e": <aws.pipes.event.json>}', { eventName: 'INSERT' }), '{"e": {"eventName":"INSERT"}}');
});

test('T22 without a template the body is the record itself', () => {
  assert.equal(render(undefined, { eventName: 'INSERT' }).body, '{"eventName":"INSERT"}');
});

test('T23 a message that looks like a path is not filled again', () => {
  const expected = String.raw`{"channel":"ns/general","events":["{\"message\":\"<$.eventName>\"}"]}`;
  assert.equal(body(T0, said('<$.eventName>')), expected);
});

test('T24 a template of more than 8192 characters is refused', () => {
  assert.throws(
    () => parseTemplate('x'.repeat(8193)),
    (error: AwsError) => error.type === 'ValidationException',
  );
  assert.equal(body('x'.repeat(8192), {}).length, 8192);
});

test('T25 a deleted item fills the template with nothing', () => {
  const record = { eventName: 'REMOVE', dynamodb: { Keys: { channel: { S: 'general' } } } };
  assert.equal(body(T0, record), String.raw`{"channel":"ns/","events":["{\"message\":\"\"}"]}`);
});

test('free text is filled without quotes and is no hazard', () => {
  assert.deepEqual(render('said: <$.text>!', { text: 'say "hi"' }), { body: 'said: say "hi"!', hazard: false });
});

test('what only looks like a reference stays in the template', () => {
  assert.equal(body('{"a":"<b> <aws.pipes.nothing> <$.a b>"}', {}), '{"a":"<b> <aws.pipes.nothing> <$.a b>"}');
});

test('a path cannot leave the record', () => {
  assert.equal(body('{"a":"<$.constructor.name><$.__proto__><$.dynamodb.toString>"}', { dynamodb: {} }), '{"a":""}');
});

test('unless told otherwise values are copied as AWS writes that it does: unescaped', () => {
  const { body } = parseTemplate('{"a":"<$.text>"}')({ text: 'a"b' }, HERE);
  assert.equal(body, '{"a":"a"b"}');
});

const REFERENCES: readonly [template: string, record: unknown, body: string][] = [
  // A whole template may be one reference.
  ['<$.a>', { a: { b: 1 } }, '{"b":1}'],
  ['<$.a>', { a: 'text' }, '"text"'],
  ['<aws.pipes.event>', { a: 1 }, '{"a":1}'],
  ['<$>', { a: 1 }, '{"a":1}'],
  // Lists.
  ['{"a":<$.l[*].S>}', { l: [{ S: 'x' }, { S: 'y' }] }, '{"a":["x","y"]}'],
  ['{"a":<$.l[7]>}', { l: [] }, '{"a":""}'],
  // Null is a value, not a gap.
  ['{"a":<$.n>,"b":"<$.n>"}', { n: null }, '{"a":null,"b":"null"}'],
  // Numbers and false are not gaps either.
  ['{"a":<$.z>,"b":<$.f>}', { z: 0, f: false }, '{"a":0,"b":false}'],
  // A quote that is escaped in the template does not end its text.
  [String.raw`{"a":"\"<$.t>\"","b":<$.t>}`, { t: 'x' }, String.raw`{"a":"\"x\"","b":"x"}`],
  [String.raw`{"a":"\\","b":<$.t>}`, { t: 'x' }, String.raw`{"a":"\\","b":"x"}`],
  // Names with a dash, a slash, an underscore.
  ['{"a":<$.a-b.c/d.e_f>}', { 'a-b': { 'c/d': { e_f: 1 } } }, '{"a":1}'],
  // Two references side by side.
  ['{"a":"<$.x><$.y>"}', { x: 'one', y: 'two' }, '{"a":"onetwo"}'],
];

for (const [template, record, expected] of REFERENCES) {
  test(`${template} with ${JSON.stringify(record)} becomes ${expected}`, () => {
    assert.equal(body(template, record), expected);
  });
}
