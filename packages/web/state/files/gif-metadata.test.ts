// Comments and XMP of a GIF are removed; its pixels and its animation remain.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanGif } from './gif-metadata.ts';

const HEADER = Buffer.concat([Buffer.from('GIF89a'), Buffer.from([1, 0, 1, 0, 0x80, 0, 0]), Buffer.alloc(6, 9)]);
const LOOP = Buffer.concat([Buffer.from([0x21, 0xff, 11]), Buffer.from('NETSCAPE2.0'), Buffer.from([3, 1, 0, 0, 0])]);
const FRAME = Buffer.from([0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
const COMMENT = Buffer.from('\x21\xfe\x05place\x00', 'latin1');
const XMP = Buffer.concat([
  ...[Buffer.from([0x21, 0xff, 11]), Buffer.from('XMP DataXMP'), Buffer.from('<x:xmpmeta>place</x:xmpmeta>')],
  ...[Buffer.from([1]), Buffer.from(Array.from({ length: 256 }, (_, index) => 255 - index)), Buffer.from([0])],
]);
const END = Buffer.from([0x3b]);

const clean = (...parts: readonly Buffer[]) => {
  const kept = cleanGif(Uint8Array.from(Buffer.concat(parts)));
  return kept && Buffer.concat(kept);
};

test('comments, XMP and what follows the end are removed, and the animation remains', () => {
  const photo = [HEADER, COMMENT, LOOP, XMP, FRAME, COMMENT, FRAME, END, Buffer.from('place')];
  assert.deepEqual(clean(...photo), Buffer.concat([HEADER, LOOP, FRAME, FRAME, END]));
});

test('a GIF that was cut off within a frame is sent as far as it goes', () => {
  assert.deepEqual(clean(HEADER, FRAME.subarray(0, -2)), Buffer.concat([HEADER, FRAME.subarray(0, -2)]));
});

test('a GIF that does not follow its format is not sent', () => {
  assert.equal(clean(HEADER, Buffer.from('place')), undefined);
  assert.equal(clean(HEADER, COMMENT.subarray(0, 5)), undefined);
});
