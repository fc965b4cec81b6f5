import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Escaping } from '../template-text.ts';
import { parseInputTemplate } from './input-template.ts';

/** The input template of the article that Parley follows, with its four fields. */
const FIELDS = String.raw`{"channel":"serverlesschat/channels/<$.dynamodb.NewImage.channel.S>","events":["{\"channel\":\"<$.dynamodb.NewImage.channel.S>\",\"timestamp\":\"<$.dynamodb.NewImage.timestamp.S>\",\"username\":\"<$.dynamodb.NewImage.username.S>\",\"message\":\"<$.dynamodb.NewImage.message.S>\"}"]}`;

/** Parley's template: the whole entry in base64, as one JSON string. */
const BASE64 = String.raw`{"channel":"serverlesschat/channels/<$.dynamodb.NewImage.channel.S>","events":["\"<$.dynamodb.NewImage.payload.S>\""]}`;

type Result =
  /** The body is not JSON: the publish is rejected, and the pipe retries until it gives up. */
  | 'body broken'
  /** The event in it is not JSON: the same. */
  | 'event broken'
  /** Readers see a different message. */
  | 'wrong'
  /** Readers see a field that the author forged. */
  | 'injected'
  | 'fine';

/** The result of a message with the article's template, if AWS inserts values unescaped as documented, and if it escaped them once. */
const TABLE: readonly [message: string, raw: Result, esc1: Result][] = [
  ['hello', 'fine', 'fine'],
  ['', 'fine', 'fine'],
  ['é 😀', 'fine', 'fine'],
  ['<b>bold</b>', 'fine', 'fine'],
  ['مرحبا', 'fine', 'fine'],
  ['say "hi"', 'body broken', 'event broken'],
  ['line\nbreak', 'body broken', 'event broken'],
  ['a\ttab', 'body broken', 'event broken'],
  ['C:\\new', 'event broken', 'wrong'],
  ['C:\\path', 'body broken', 'event broken'],
  ['ends in \\', 'body broken', 'event broken'],
  ['\\u0041', 'wrong', 'wrong'],
  ['","admin":"1', 'body broken', 'injected'],
  ['\\",\\"admin\\":\\"1', 'injected', 'wrong'],
  ['\\",\\"username\\":\\"ann', 'injected', 'wrong'],
];

for (const [message, raw, esc1] of TABLE) {
  test(`with single fields the message ${JSON.stringify(message)} is ${raw}; if escaped once, ${esc1}`, () => {
    assert.equal(resultOf(message, 'raw'), raw);
    assert.equal(resultOf(message, 'esc1'), esc1);
  });
}

test('with one base64 field every message arrives, escaped or not', () => {
  for (const [message] of TABLE) {
    const entry = { channel: 'general', timestamp: '2026-01-01T00:00:00.000Z', username: 'bob', message };
    const payload = Buffer.from(JSON.stringify(entry)).toString('base64');
    for (const escaping of ['raw', 'esc1'] as const) {
      const { body, isUnsafe } = fill(BASE64, { channel: { S: 'general' }, payload: { S: payload } }, escaping);
      const { channel, events } = JSON.parse(body);
      assert.equal(channel, 'serverlesschat/channels/general');
      assert.deepEqual(JSON.parse(Buffer.from(JSON.parse(events[0]), 'base64').toString()), entry);
      assert.equal(isUnsafe, false);
    }
  }
});

test('every message that single fields may break is reported as unsafe', () => {
  for (const [message, raw, esc1] of TABLE) {
    const { isUnsafe } = fill(FIELDS, imageOf(message), 'raw');
    assert.equal(isUnsafe, raw !== 'fine' || esc1 !== 'fine', message);
  }
});

function imageOf(message: string): object {
  return {
    channel: { S: 'general' },
    timestamp: { S: '2026-01-01T00:00:00.000Z' },
    username: { S: 'bob' },
    message: { S: message },
  };
}

function fill(template: string, image: object, escaping: Escaping): { body: string; isUnsafe: boolean } {
  const variables = { 'pipe-arn': '', 'pipe-name': '', 'source-arn': '', 'target-arn': '', 'enrichment-arn': '' };
  const record = { eventName: 'INSERT', dynamodb: { NewImage: image } };
  return parseInputTemplate(template)(record, { ...variables, 'event.ingestion-time': '' }, escaping);
}

function resultOf(message: string, escaping: Escaping): Result {
  const { body } = fill(FIELDS, imageOf(message), escaping);
  const outer = parsed(body);
  if (!outer) return 'body broken';
  const event = parsed(String((outer['events'] as string[])[0]));
  if (!event) return 'event broken';
  if (event['username'] !== 'bob' || Object.hasOwn(event, 'admin')) return 'injected';
  return event['message'] === message ? 'fine' : 'wrong';
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
