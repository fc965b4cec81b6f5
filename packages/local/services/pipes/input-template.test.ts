import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AwsError } from '../../errors.ts';
import type { Escaping, Rendered } from '../template-text.ts';
import { type PipeVariables, parseInputTemplate } from './input-template.ts';

const VARIABLES: PipeVariables = {
  'pipe-arn': 'arn:aws:pipes:us-east-1:000000000000:pipe/chat',
  'pipe-name': 'chat',
  'source-arn': 'arn:aws:dynamodb:us-east-1:000000000000:table/log/stream/1',
  'target-arn': 'arn:aws:events:us-east-1:000000000000:api-destination/publish/1',
  'enrichment-arn': '',
  'event.ingestion-time': '2026-01-01T00:00:00.000Z',
};

function render(template: string | undefined, record: unknown, escaping: Escaping = 'raw'): Rendered {
  return parseInputTemplate(template)(record, VARIABLES, escaping);
}

function body(template: string, record: unknown, escaping: Escaping = 'raw'): string {
  return render(template, record, escaping).body;
}

/** A template of single fields, as in the article that Parley follows. */
const FIELDS = String.raw`{"channel":"ns/<$.dynamodb.NewImage.channel.S>","events":["{\"message\":\"<$.dynamodb.NewImage.message.S>\"}"]}`;

function image(attributes: object): object {
  return { eventName: 'INSERT', dynamodb: { NewImage: attributes } };
}

function message(text: string): object {
  return image({ channel: { S: 'general' }, message: { S: text } });
}

const CASES: readonly [title: string, template: string, record: unknown, body: string][] = [
  [
    'a message fills the template',
    FIELDS,
    message('hello'),
    String.raw`{"channel":"ns/general","events":["{\"message\":\"hello\"}"]}`,
  ],
  [
    'a deleted item fills the template with empty strings',
    FIELDS,
    { eventName: 'REMOVE', dynamodb: { Keys: { channel: { S: 'general' } } } },
    String.raw`{"channel":"ns/","events":["{\"message\":\"\"}"]}`,
  ],
  [
    'a value that looks like a reference is not filled again',
    FIELDS,
    message('<$.eventName>'),
    String.raw`{"channel":"ns/general","events":["{\"message\":\"<$.eventName>\"}"]}`,
  ],
  ['percent signs are not decoded', '{"a":"<$.t>"}', { t: '%22%5C%22' }, '{"a":"%22%5C%22"}'],
  ['a string is quoted where the template has no quotes', '{"a": <$.eventName>}', image({}), '{"a": "INSERT"}'],
  ['a string between quotes is not quoted again', '{"a": "<$.eventName>"}', image({}), '{"a": "INSERT"}'],
  ['an object is inserted as JSON', '{"a": <$.Keys>}', { Keys: { id: { S: '1' } } }, '{"a": {"id":{"S":"1"}}}'],
  [
    'an object inside text loses its quotes',
    '{"a": "k=<$.Keys>"}',
    { Keys: { id: { S: '1' } } },
    '{"a": "k={id:{S:1}}"}',
  ],
  ['a list inside text loses its quotes', '{"a": "<$.t.SS>"}', { t: { SS: ['A', 'I'] } }, '{"a": "[A,I]"}'],
  ['a number is inserted as a number', '{"a": <$.at>}', { at: 1672592664 }, '{"a": 1672592664}'],
  ['a number of DynamoDB is a string', '{"a": <$.n.N>}', { n: { N: '42' } }, '{"a": "42"}'],
  [
    'true is inserted as true, also inside text',
    '{"a": <$.b>,"s":"is <$.b>"}',
    { b: true },
    '{"a": true,"s":"is true"}',
  ],
  ['a missing value inside text is empty', '{"a": "x<$.none.S>y"}', {}, '{"a": "xy"}'],
  ['a missing value in place of a value is an empty string', '{"a": <$.none.S>}', {}, '{"a": ""}'],
  ['an item of a list is addressed by [0]', '{"a": <$.l.L[0].S>}', { l: { L: [{ S: 'z' }] } }, '{"a": "z"}'],
  ['an item of a list is addressed by .0', '{"a": <$.l.L.0.S>}', { l: { L: [{ S: 'z' }] } }, '{"a": "z"}'],
  [
    'the pipe and the time can be referenced',
    '{"p":"<aws.pipes.pipe-name>","t":"<aws.pipes.event.ingestion-time>"}',
    {},
    '{"p":"chat","t":"2026-01-01T00:00:00.000Z"}',
  ],
  ['the whole record can be inserted as JSON', '{"e": <aws.pipes.event.json>}', { a: 1 }, '{"e": {"a":1}}'],
  ['a template may be a single reference to an object', '<$.a>', { a: { b: 1 } }, '{"b":1}'],
  ['a template may be a single reference to a string', '<$.a>', { a: 'text' }, '"text"'],
  ['a template may be a single reference to the event', '<aws.pipes.event>', { a: 1 }, '{"a":1}'],
  ['a template may be a single reference to the record', '<$>', { a: 1 }, '{"a":1}'],
  ['all items of a list can be selected', '{"a":<$.l[*].S>}', { l: [{ S: 'x' }, { S: 'y' }] }, '{"a":["x","y"]}'],
  ['a missing item of a list is an empty string', '{"a":<$.l[7]>}', { l: [] }, '{"a":""}'],
  ['null is a value', '{"a":<$.n>,"b":"<$.n>"}', { n: null }, '{"a":null,"b":"null"}'],
  ['zero and false are values', '{"a":<$.z>,"b":<$.f>}', { z: 0, f: false }, '{"a":0,"b":false}'],
  [
    'an escaped quote does not end a string of the template',
    String.raw`{"a":"\"<$.t>\"","b":<$.t>}`,
    { t: 'x' },
    String.raw`{"a":"\"x\"","b":"x"}`,
  ],
  [
    'an escaped backslash does not escape the quote after it',
    String.raw`{"a":"\\","b":<$.t>}`,
    { t: 'x' },
    String.raw`{"a":"\\","b":"x"}`,
  ],
  [
    'names may have dashes, slashes and underscores',
    '{"a":<$.a-b.c/d.e_f>}',
    { 'a-b': { 'c/d': { e_f: 1 } } },
    '{"a":1}',
  ],
  ['two references may be adjacent', '{"a":"<$.x><$.y>"}', { x: 'one', y: 'two' }, '{"a":"onetwo"}'],
  [
    'text that only looks like a reference is unchanged',
    '{"a":"<b> <aws.pipes.nothing> <$.a b>"}',
    {},
    '{"a":"<b> <aws.pipes.nothing> <$.a b>"}',
  ],
  [
    'a path cannot leave the record',
    '{"a":"<$.constructor.name><$.__proto__><$.dynamodb.toString>"}',
    { dynamodb: {} },
    '{"a":""}',
  ],
];

for (const [title, template, record, expected] of CASES) {
  test(title, () => {
    assert.equal(body(template, record), expected);
  });
}

test('without a template the body is the record', () => {
  assert.equal(render(undefined, { eventName: 'INSERT' }).body, '{"eventName":"INSERT"}');
});

test('a template of more than 8192 characters is rejected', () => {
  assert.throws(
    () => parseInputTemplate('x'.repeat(8193)),
    (error: AwsError) => error.type === 'ValidationException',
  );
  assert.equal(body('x'.repeat(8192), {}).length, 8192);
});

test('free text is filled without quotes, and is never unsafe', () => {
  assert.deepEqual(render('said: <$.text>!', { text: 'say "hi"' }), { body: 'said: say "hi"!', isUnsafe: false });
});

test('by default values are inserted unescaped, as AWS documents', () => {
  const { body } = parseInputTemplate('{"a":"<$.text>"}')({ text: 'a"b' }, VARIABLES);
  assert.equal(body, '{"a":"a"b"}');
});
