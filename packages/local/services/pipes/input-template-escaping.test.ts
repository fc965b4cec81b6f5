import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Escaping, parseTemplate } from './input-template.ts';

/** The input template of the article, with its four fields in their order. */
const ARTICLE = String.raw`{"channel":"serverlesschat/channels/<$.dynamodb.NewImage.channel.S>","events":["{\"channel\":\"<$.dynamodb.NewImage.channel.S>\",\"timestamp\":\"<$.dynamodb.NewImage.timestamp.S>\",\"username\":\"<$.dynamodb.NewImage.username.S>\",\"message\":\"<$.dynamodb.NewImage.message.S>\"}"]}`;

/** Ours: the whole entry, base64, as one JSON text. */
const WIRE = String.raw`{"channel":"serverlesschat/channels/<$.dynamodb.NewImage.channel.S>","events":["\"<$.dynamodb.NewImage.wire.S>\""]}`;

type Fate =
  /** The body is not JSON: the publish is refused, and the pipe tries again until it gives up. */
  | 'body broken'
  /** The event in it is not JSON: the same. */
  | 'event broken'
  /** Readers see another message than the one that was typed. */
  | 'wrong'
  /** Readers see a field that the sender forged. */
  | 'injected'
  | 'fine';

/** What becomes of a message in the article's stack, if AWS copies values as it writes, and if it escaped them once. */
const TABLE: readonly [message: string, raw: Fate, esc1: Fate][] = [
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
  test(`the article's template and the message ${JSON.stringify(message)}: ${raw}; escaped once: ${esc1}`, () => {
    assert.equal(fateOf(message, 'raw'), raw);
    assert.equal(fateOf(message, 'esc1'), esc1);
  });
}

test("ours carries every message of the article's table, in both models", () => {
  for (const [message] of TABLE) {
    const entry = { channel: 'general', timestamp: '2026-01-01T00:00:00.000Z', username: 'bob', message };
    const wire = Buffer.from(JSON.stringify(entry)).toString('base64');
    for (const escaping of ['raw', 'esc1'] as const) {
      const { body, hazard } = fill(WIRE, { channel: { S: 'general' }, wire: { S: wire } }, escaping);
      const { channel, events } = JSON.parse(body);
      assert.equal(channel, 'serverlesschat/channels/general');
      assert.deepEqual(JSON.parse(Buffer.from(JSON.parse(events[0]), 'base64').toString()), entry);
      assert.equal(hazard, false);
    }
  }
});

test('every message that the article may break is seen as a hazard', () => {
  for (const [message, raw, esc1] of TABLE) {
    const { hazard } = fill(ARTICLE, imageOf(message), 'raw');
    assert.equal(hazard, raw !== 'fine' || esc1 !== 'fine', message);
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

function fill(template: string, image: object, escaping: Escaping): { body: string; hazard: boolean } {
  const nowhere = { 'pipe-arn': '', 'pipe-name': '', 'source-arn': '', 'target-arn': '', 'enrichment-arn': '' };
  const record = { eventName: 'INSERT', dynamodb: { NewImage: image } };
  return parseTemplate(template)(record, { ...nowhere, 'event.ingestion-time': '' }, escaping);
}

function fateOf(message: string, escaping: Escaping): Fate {
  const { body } = fill(ARTICLE, imageOf(message), escaping);
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
