import assert from 'node:assert/strict';
import test from 'node:test';
import { FrameReader } from './frame-reader.ts';

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** The calls of a reader of messages up to 70,000 bytes for these pieces. */
function read(...pieces: (string | Buffer)[]): string[] {
  const log: string[] = [];
  const reader = new FrameReader(70_000, {
    onMessage: (text) => log.push(text === undefined ? 'binary' : `text ${text.length > 50 ? text.length : text}`),
    onPing: (payload) => log.push(`ping ${payload.toString('hex')}`),
    onPong: () => log.push('pong'),
    onClose: (code) => log.push(`closed ${code}`),
    onProtocolError: (code) => log.push(`error ${code}`),
  });
  for (const piece of pieces) reader.read(typeof piece === 'string' ? bytesOf(piece) : Buffer.from(piece));
  return log;
}

// RFC 6455, section 5.7: a masked text frame that says "Hello".
const HELLO = '81 85 37fa213d 7f9f4d5158';
const NO_MASK = '00000000';

test('the masked text of the RFC is read, alone and among others', () => {
  assert.deepEqual(read(HELLO), ['text Hello']);
  assert.deepEqual(read(`${HELLO} 81 80 ${NO_MASK} ${HELLO}`), ['text Hello', 'text ', 'text Hello']);
});

test('frames are read the same however their bytes are split', () => {
  const all = bytesOf(`${HELLO} 89 82 01010101 0203 81 fe 007e ${NO_MASK} ${'61'.repeat(126)} 88 82 ${NO_MASK} 03e8`);
  const whole = ['text Hello', 'ping 0302', 'text 126', 'closed 1000'];
  assert.deepEqual(read(all), whole);
  assert.deepEqual(read(...[...all].map((byte) => Buffer.from([byte]))), whole);
  for (let cut = 1; cut < all.length; cut++) assert.deepEqual(read(all.subarray(0, cut), all.subarray(cut)), whole);
});

test('a mask is removed for every length, so that each of its four bytes is used', () => {
  for (const length of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    const mask = [0x12, 0x34, 0x56, 0xf8];
    const masked = Array.from({ length }, (_, at) => 0x61 ^ (mask[at % 4] ?? 0));
    assert.deepEqual(read(Buffer.from([0x81, 0x80 | length, ...mask, ...masked])), [`text ${'a'.repeat(length)}`]);
  }
});

test('a length is read in each of its three forms', () => {
  const text = (length: number) => Buffer.alloc(length, 'a');
  const frame = (head: string, length: number) => Buffer.concat([bytesOf(head + NO_MASK), text(length)]);
  assert.deepEqual(read(frame('81 fd', 125)), ['text 125']);
  assert.deepEqual(read(frame('81 fe 007e', 126)), ['text 126']);
  assert.deepEqual(read(frame('81 fe ffff', 65_535)), ['text 65535']);
  assert.deepEqual(read(frame('81 ff 0000000000010000', 65_536)), ['text 65536']);
});

test('a message in fragments is one message, and pings may arrive in between', () => {
  const he = `01 82 ${NO_MASK} 4865`;
  const ping = `89 80 ${NO_MASK}`;
  assert.deepEqual(read(`${he} ${ping} 00 81 ${NO_MASK} 6c 80 82 ${NO_MASK} 6c6f ${HELLO}`), [
    'ping ',
    'text Hello',
    'text Hello',
  ]);
  assert.deepEqual(read(`01 80 ${NO_MASK} 80 80 ${NO_MASK}`), ['text ']);
  assert.deepEqual(read(`02 81 ${NO_MASK} ff 80 81 ${NO_MASK} ff`), ['binary']);
});

test('a character may be split between fragments or pieces, but not left incomplete', () => {
  assert.deepEqual(read(`01 81 ${NO_MASK} c3 80 81 ${NO_MASK} a9`), ['text é']);
  assert.deepEqual(read(`81 82 ${NO_MASK} c3`, 'a9'), ['text é']);
  assert.deepEqual(read(`81 81 ${NO_MASK} c3`), ['error 1007']);
  assert.deepEqual(read(`01 81 ${NO_MASK} c3 80 80 ${NO_MASK}`), ['error 1007']);
});

test('a text that is not UTF-8 is rejected, and U+FFFD itself is a character like others', () => {
  assert.deepEqual(read(`81 83 ${NO_MASK} efbfbd`), ['text \ufffd']);
  // An overlong slash, half of a surrogate pair, a code point beyond the last.
  for (const bad of ['c0af', 'eda080', 'f5808080'])
    assert.deepEqual(read(`81 8${bad.length / 2} ${NO_MASK} ${bad}`), ['error 1007'], bad);
});

test('binary messages are distinguished from texts and need not be UTF-8', () => {
  assert.deepEqual(read(`82 81 ${NO_MASK} ff`), ['binary']);
});

test('a frame without a mask is rejected at its second byte', () => {
  assert.deepEqual(read('81 05'), ['error 1002']);
  assert.deepEqual(read('88 00'), ['error 1002']);
});

test('reserved bits and opcodes are rejected', () => {
  for (const first of ['c1', 'a1', '91', '83', '84', '85', '86', '87', '8b', '8c', '8d', '8e', '8f'])
    assert.deepEqual(read(`${first} 80 ${NO_MASK}`), ['error 1002'], first);
});

test('fragments out of order are rejected', () => {
  const begun = `01 81 ${NO_MASK} 61`;
  assert.deepEqual(read(`80 80 ${NO_MASK}`), ['error 1002']);
  assert.deepEqual(read(`00 80 ${NO_MASK}`), ['error 1002']);
  assert.deepEqual(read(`${begun} 81 80 ${NO_MASK}`), ['error 1002']);
  assert.deepEqual(read(`${begun} 02 80 ${NO_MASK}`), ['error 1002']);
  assert.deepEqual(read(`${begun} 80 80 ${NO_MASK} 80 80 ${NO_MASK}`), ['text a', 'error 1002']);
});

test('control frames are short and unfragmented', () => {
  assert.deepEqual(read(`89 fd ${NO_MASK} ${'00'.repeat(125)}`), [`ping ${'00'.repeat(125)}`]);
  assert.deepEqual(read('89 fe'), ['error 1002']);
  assert.deepEqual(read('8a ff'), ['error 1002']);
  for (const first of ['08', '09', '0a']) assert.deepEqual(read(`${first} 80`), ['error 1002'], first);
  assert.deepEqual(read(`8a 81 ${NO_MASK} 61`), ['pong']);
});

test('a length may be written in a longer form than needed', () => {
  assert.deepEqual(read(`81 fe 0001 ${NO_MASK} 61`), ['text a']);
  assert.deepEqual(read(`81 ff 0000000000000001 ${NO_MASK} 61`), ['text a']);
});

test('a message that is too large is rejected before it is buffered, as one frame or as the sum of fragments', () => {
  assert.deepEqual(read('81 ff 0000000000011171'), ['error 1009']);
  assert.deepEqual(read('81 ff 8000000000000000'), ['error 1009']);
  assert.deepEqual(read('82 ff ffffffffffffffff'), ['error 1009']);
  const half = Buffer.concat([bytesOf(`01 fe 9c40 ${NO_MASK}`), Buffer.alloc(40_000, 'a')]);
  assert.deepEqual(read(half, `80 fe 7530 ${NO_MASK}`, Buffer.alloc(30_000, 'a')), ['text 70000']);
  assert.deepEqual(read(half, '80 fe 7531'), ['error 1009']);
});

test('a close frame has a valid code and a reason in UTF-8, or nothing', () => {
  const close = (payload: string) => read(`88 8${payload.length / 2} ${NO_MASK} ${payload}`);
  assert.deepEqual(close(''), ['closed undefined']);
  assert.deepEqual(close('03e8'), ['closed 1000']);
  assert.deepEqual(close('03f6'), ['closed 1014']);
  assert.deepEqual(close('0bb8 627965'.replace(' ', '')), ['closed 3000']);
  assert.deepEqual(close('1387'), ['closed 4999']);
  assert.deepEqual(close('03'), ['error 1002']);
  // 0, 999, 1004, 1005, 1006, 1015, 2999, 5000
  for (const code of ['0000', '03e7', '03ec', '03ed', '03ee', '03f7', '0bb7', '1388'])
    assert.deepEqual(close(code), ['error 1002'], code);
  assert.deepEqual(close('03e8c3'), ['error 1007']);
});

test('after a close or a protocol error nothing more is read', () => {
  assert.deepEqual(read(`88 80 ${NO_MASK} ${HELLO}`, HELLO), ['closed undefined']);
  assert.deepEqual(read(`91 80 ${NO_MASK} ${HELLO}`, HELLO), ['error 1002']);
});

test('two megabytes, one byte at a time, cost no more than their length', () => {
  const length = 2_000_000;
  const log: (string | undefined)[] = [];
  const nothing = () => {};
  const listener = { onPing: nothing, onPong: nothing, onClose: nothing, onProtocolError: nothing };
  const reader = new FrameReader(length, { ...listener, onMessage: (text) => log.push(text) });
  const head = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0x1e, 0x84, 0x80, 0, 0, 0, 0]);
  const byte = Buffer.from('a');
  reader.read(head);
  for (let sent = 0; sent < length; sent++) reader.read(byte);
  assert.equal(log[0], 'a'.repeat(length));
});
