// Bytes that nobody has thought of: a reader hears the same however they are cut, and never fails.
import assert from 'node:assert/strict';
import test from 'node:test';
import { FrameReader } from './frame-reader.ts';

const BYTES_MAX = 1000;

/** Numbers below `below` that look like chance and are the same in each run: xorshift32. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** What a reader hears of these bytes, cut as `cut` says. */
function heard(bytes: Buffer, cut: (left: number) => number): string[] {
  const log: string[] = [];
  const reader = new FrameReader(BYTES_MAX, {
    message: (text) => log.push(`message ${text}`),
    pinged: (payload) => log.push(`ping ${payload.toString('hex')}`),
    ponged: () => log.push('pong'),
    closed: (code) => log.push(`over ${code}`),
    broken: (breach) => log.push(`over ${breach}`),
  });
  for (let at = 0; at < bytes.length; ) {
    const length = cut(bytes.length - at);
    reader.read(Buffer.from(bytes.subarray(at, at + length)));
    at += length;
  }
  return log;
}

/** A frame that may be sent, of a kind that is drawn. */
function frame(draw: (below: number) => number): Buffer {
  const [first = 0x81, longest = 0] = [
    [0x81, 300],
    [0x82, 300],
    [0x89, 126],
    [0x8a, 126],
    [0x01, 20],
    [0x00, 20],
    [0x80, 20],
  ][draw(7)] as [number, number];
  const length = draw(longest);
  const mask = [draw(256), draw(256), draw(256), draw(256)];
  const payload = Array.from({ length }, (_, at) => (0x20 + draw(0x5f)) ^ (mask[at % 4] as number));
  const head = length < 126 ? [first, 0x80 | length] : [first, 0xfe, length >> 8, length & 0xff];
  return Buffer.from([...head, ...mask, ...payload]);
}

test('frames and their fragments are heard the same, however the network cuts them', () => {
  const draw = chance(1);
  let messages = 0;
  for (let round = 0; round < 1000; round++) {
    const bytes = Buffer.concat(Array.from({ length: 1 + draw(8) }, () => frame(draw)));
    const whole = heard(bytes, (left) => left);
    messages += whole.filter((line) => line.startsWith('message')).length;
    for (const longest of [1, 7, 200])
      assert.deepEqual(
        heard(bytes, () => 1 + draw(longest)),
        whole,
        `round ${round}`,
      );
  }
  assert.ok(messages > 500, `only ${messages} messages were drawn`);
});

test('whatever bytes come, they are heard, waited for or refused, and after a refusal nothing is heard', () => {
  const draw = chance(2);
  for (let round = 0; round < 3000; round++) {
    const bytes = Buffer.concat(Array.from({ length: 1 + draw(4) }, () => frame(draw)));
    for (let damaged = draw(4); damaged > 0; damaged--) bytes[draw(bytes.length)] = draw(256);
    const log = heard(bytes, () => 1 + draw(100));
    assert.deepEqual(
      log,
      heard(bytes, (left) => left),
      `round ${round}`,
    );
    const over = log.findIndex((line) => line.startsWith('over'));
    assert.ok(over === -1 || over === log.length - 1, `round ${round}`);
  }
});
