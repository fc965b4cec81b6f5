import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageSize, PREVIEW_PIXELS_MAX } from './preview-image.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const be = (value: number, length: 2 | 4) => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
};
const le = (value: number, length: number) => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntLE(value, 0, length);
  return bytes;
};

const png = (width: number, height: number) =>
  Buffer.concat([latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), be(width, 4), be(height, 4)]);

const segment = (marker: number, content: Buffer) =>
  Buffer.concat([Buffer.from([0xff, marker]), be(content.length + 2, 2), content]);
const frame = (width: number, height: number, marker = 0xc0) =>
  segment(marker, Buffer.concat([Buffer.from([8]), be(height, 2), be(width, 2), Buffer.alloc(10)]));
const jpeg = (...segments: Buffer[]) => Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments]);

const screen = (width: number, height: number, flags = 0) =>
  Buffer.concat([latin1('GIF89a'), le(width, 2), le(height, 2), Buffer.from([flags, 0, 0])]);
const gifFrame = (width: number, height: number, left = 0) =>
  Buffer.concat([Buffer.from([0x2c]), le(left, 2), le(0, 2), le(width, 2), le(height, 2)]);
const gif = (width: number, height: number) => Buffer.concat([screen(width, height), gifFrame(width, height)]);

const webp = (form: string, content: Buffer) =>
  Buffer.concat([latin1('RIFF\0\0\0\0WEBP'), latin1(form), Buffer.alloc(4), content, Buffer.alloc(16)]);
const vp8 = (width: number, height: number) =>
  webp('VP8 ', Buffer.concat([Buffer.from([0, 0, 0, 0x9d, 1, 0x2a]), le(width, 2), le(height, 2)]));
const vp8l = (width: number, height: number) =>
  webp('VP8L', Buffer.concat([Buffer.from([0x2f]), le((width - 1) | ((height - 1) << 14), 4)]));
const vp8x = (width: number, height: number) =>
  webp('VP8X', Buffer.concat([Buffer.alloc(4), le(width - 1, 3), le(height - 1, 3)]));

const IMAGES = {
  png: [png(600, 315), 'image/png'],
  jpeg: [jpeg(frame(600, 315)), 'image/jpeg'],
  'progressive jpeg': [jpeg(frame(600, 315, 0xc2)), 'image/jpeg'],
  'jpeg with Exif data, comments and tables': [
    jpeg(segment(0xe1, jpeg(frame(9, 9))), segment(0xfe, latin1('x')), segment(0xc4, Buffer.alloc(9)), frame(600, 315)),
    'image/jpeg',
  ],
  'jpeg with fill bytes': [jpeg(Buffer.alloc(5, 0xff), frame(600, 315)), 'image/jpeg'],
  gif: [gif(600, 315), 'image/gif'],
  'gif with colors and extensions': [
    Buffer.concat([
      screen(600, 315, 0x81),
      Buffer.alloc(12),
      latin1('\x21\xf9\x04\0\0\0\0\0\x21\xfe\x02hi\x01!\0'),
      gifFrame(600, 315),
    ]),
    'image/gif',
  ],
  'lossy webp': [vp8(600, 315), 'image/webp'],
  'lossless webp': [vp8l(600, 315), 'image/webp'],
  'extended webp': [vp8x(600, 315), 'image/webp'],
} as const;

for (const [name, [bytes, type]] of Object.entries(IMAGES))
  test(`the size of a ${name} is read, and of none of its beginnings a wrong one`, () => {
    const size = { type, width: 600, height: 315 };
    assert.deepEqual(imageSize(bytes), size);
    for (let length = 0; length < bytes.length; length += 1) {
      const found = imageSize(bytes.subarray(0, length));
      if (found) assert.deepEqual(found, size);
    }
  });

test('an attack by an image of more pixels than a browser should decode is rejected in each format', () => {
  for (const bytes of [
    png(10_000, 5_001),
    jpeg(frame(65_535, 65_535)),
    gif(65_535, 65_535),
    vp8(16_383, 16_383),
    vp8l(16_384, 16_384),
    vp8x(2 ** 24, 2 ** 24),
    png(0xffffffff, 0xffffffff),
  ])
    assert.equal(imageSize(bytes), undefined);
  assert.deepEqual(imageSize(png(10_000, PREVIEW_PIXELS_MAX / 10_000))?.width, 10_000);
});

test('an attack by a GIF with a small screen and a huge first frame is rejected', () => {
  assert.equal(imageSize(Buffer.concat([screen(1, 1), gifFrame(65_535, 65_535)])), undefined);
  assert.deepEqual(imageSize(Buffer.concat([screen(1, 1), gifFrame(40, 30, 5)])), {
    type: 'image/gif',
    width: 45,
    height: 30,
  });
});

test('an attack by an image without pixels, or of another format with the name of one, is rejected', () => {
  const others = [
    '',
    'GIF89a',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '<html>',
    'RIFF0000AVI LIST',
    'BM',
    'II*\0',
    '\0\0\0\x1cftypavif',
  ];
  for (const text of others) assert.equal(imageSize(Buffer.concat([latin1(text), Buffer.alloc(64)])), undefined, text);
  for (const bytes of [png(0, 1), png(1, 0), jpeg(frame(1, 0)), gif(0, 0), vp8(0, 1)])
    assert.equal(imageSize(bytes), undefined);
});

test('an attack by a JPEG of nothing but markers takes no longer than its bytes', () => {
  for (const bytes of [Buffer.alloc(2_000_000, 0xff), Buffer.alloc(2_000_000, '\xff\xe0\0\0', 'latin1')]) {
    bytes.set([0xff, 0xd8, 0xff]);
    assert.equal(imageSize(bytes), undefined);
  }
  // A length that leads behind the end.
  assert.equal(imageSize(jpeg(Buffer.from([0xff, 0xe0, 0xff, 0xff]), Buffer.alloc(20))), undefined);
});

test('an attack by any bytes behind a signature does not fail', () => {
  const starts = Object.values(IMAGES).map(([bytes]) => bytes.subarray(0, 13));
  for (let round = 0; round < 2_000; round += 1) {
    const noise = Buffer.from(
      Array.from({ length: round % 50 }, (_, index) => (round * 31 + index * (round | 1) * 7) % 256),
    );
    for (const start of starts) {
      const size = imageSize(Buffer.concat([start, noise]));
      assert.ok(!size || size.width * size.height <= PREVIEW_PIXELS_MAX);
    }
  }
});
