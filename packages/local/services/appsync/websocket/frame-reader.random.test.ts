// Random bytes: a reader reports the same however they are split, and never fails.
import assert from 'node:assert/strict';
import test from 'node:test';
import { FrameReader } from './frame-reader.ts';

const BYTES_MAX = 1000;

/** Pseudo-random numbers below `below`, the same in each run: xorshift32. */
function pseudoRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** The calls of a reader for these bytes, split by `cut`. */
function read(bytes: Buffer, cut: (left: number) => number): string[] {
  const log: string[] = [];
  const reader = new FrameReader(BYTES_MAX, {
    onMessage: (text) => log.push(`message ${text}`),
    onPing: (payload) => log.push(`ping ${payload.toString('hex')}`),
    onPong: () => log.push('pong'),
    onClose: (code) => log.push(`end ${code}`),
    onProtocolError: (code) => log.push(`end ${code}`),
  });
  for (let at = 0; at < bytes.length; ) {
    const length = cut(bytes.length - at);
    reader.read(Buffer.from(bytes.subarray(at, at + length)));
    at += length;
  }
  return log;
}

/** A random valid frame. */
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

test('frames and their fragments are read the same, however the network splits them', () => {
  const draw = pseudoRandom(1);
  let messages = 0;
  for (let round = 0; round < 1000; round++) {
    const bytes = Buffer.concat(Array.from({ length: 1 + draw(8) }, () => frame(draw)));
    const whole = read(bytes, (left) => left);
    messages += whole.filter((line) => line.startsWith('message')).length;
    for (const longest of [1, 7, 200])
      assert.deepEqual(
        read(bytes, () => 1 + draw(longest)),
        whole,
        `round ${round}`,
      );
  }
  assert.ok(messages > 500, `only ${messages} messages were drawn`);
});

test('any bytes are read, buffered or rejected, and after a rejection nothing is read', () => {
  const draw = pseudoRandom(2);
  for (let round = 0; round < 3000; round++) {
    const bytes = Buffer.concat(Array.from({ length: 1 + draw(4) }, () => frame(draw)));
    for (let damaged = draw(4); damaged > 0; damaged--) bytes[draw(bytes.length)] = draw(256);
    const log = read(bytes, () => 1 + draw(100));
    assert.deepEqual(
      log,
      read(bytes, (left) => left),
      `round ${round}`,
    );
    const end = log.findIndex((line) => line.startsWith('end'));
    assert.ok(end === -1 || end === log.length - 1, `round ${round}`);
  }
});
