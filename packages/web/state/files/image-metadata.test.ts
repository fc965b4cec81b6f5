// Metadata of images: the place of a photo is gone, its orientation and its pixels are the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aJpeg,
  aPng,
  aWebp,
  chunk,
  exif,
  extendedHeader,
  joined,
  riffChunk,
  segment,
} from '../../testing/fake-images.ts';
import { readImageHeader } from './image-header.ts';
import { withoutMetadata } from './image-metadata.ts';
import { orientationIn, orientationTiff } from './image-orientation.ts';

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

function cleaned(bytes: Uint8Array<ArrayBuffer>, format: Parameters<typeof withoutMetadata>[1]) {
  const clean = withoutMetadata(bytes, format);
  assert.ok(clean, 'the structure is valid');
  return { bytes: joined(...clean.parts), turned: clean.turned };
}

test('a JPEG without metadata is not changed', () => {
  for (const jfif of [true, false])
    assert.deepEqual(cleaned(aJpeg([], { jfif }), 'image/jpeg').bytes, aJpeg([], { jfif }));
});

test('Exif, XMP, IPTC, comments and what follows the end of a JPEG are removed', () => {
  const photo = aJpeg(
    [
      segment(0xe1, exif(1)),
      segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0GPS'),
      segment(0xed, 'Photoshop 3.0\0 Berlin'),
      segment(0xe2, 'MPF\0 second picture'),
      segment(0xfe, 'a comment'),
    ],
    { behind: 'a second picture, GPS 52.5163' },
  );
  assert.match(latin1(photo), /GPS/);
  assert.deepEqual(cleaned(photo, 'image/jpeg'), { bytes: aJpeg(), turned: false });
});

test('the colour profile of a JPEG remains', () => {
  const profile = segment(0xe2, 'ICC_PROFILE\0\x01\x01…');
  const adobe = segment(0xee, 'Adobe…');
  assert.deepEqual(cleaned(aJpeg([profile, adobe]), 'image/jpeg').bytes, aJpeg([profile, adobe]));
});

test('the orientation is all that remains of the Exif data of a JPEG', () => {
  for (const jfif of [true, false]) {
    const { bytes, turned } = cleaned(aJpeg([segment(0xe1, exif(6))], { jfif }), 'image/jpeg');
    const orientation = segment(0xe1, joined(Buffer.from('Exif\0\0'), orientationTiff(6)));
    assert.deepEqual(bytes, aJpeg([orientation], { jfif }));
    assert.equal(turned, true);
  }
  assert.equal(cleaned(aJpeg([segment(0xe1, exif(3))]), 'image/jpeg').turned, false);
});

test('an orientation is read in both byte orders, and nothing else is taken for one', () => {
  assert.equal(orientationIn(orientationTiff(8)), 8);
  const little = Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0);
  assert.equal(orientationIn(little), 6);
  assert.equal(orientationIn(orientationTiff(9)), undefined);
  assert.equal(orientationIn(little.subarray(0, 14)), undefined);
  assert.equal(orientationIn(new Uint8Array(0)), undefined);
});

test('texts, times and Exif data of a PNG are removed, its pixels and colours remain', () => {
  const colours = [chunk('iCCP', 'profile'), chunk('tRNS', 'x'), chunk('acTL', '12345678')];
  const photo = aPng(30, 20, [
    ...colours,
    chunk('eXIf', joined(orientationTiff(1), Buffer.from('GPS'))),
    chunk('tEXt', 'Author\0ann'),
    chunk('iTXt', 'XML:com.adobe.xmp\0GPS'),
    chunk('tIME', '1234567'),
  ]);
  assert.deepEqual(cleaned(joined(photo, Buffer.from('behind')), 'image/png').bytes, aPng(30, 20, colours));
});

test('a turned PNG keeps its orientation, with a checksum', () => {
  const { bytes, turned } = cleaned(aPng(30, 20, [chunk('eXIf', orientationTiff(6))]), 'image/png');
  assert.equal(turned, true);
  const at = latin1(bytes).indexOf('eXIf');
  const content = bytes.subarray(at + 4, at + 30);
  assert.equal(orientationIn(content), 6);
  // Computed by zlib.
  assert.equal(Buffer.from(bytes).readUInt32BE(at + 30), 3_597_093_737);
});

test('Exif and XMP of a WebP are removed, and its header names them no more', () => {
  const photo = aWebp(
    extendedHeader,
    riffChunk('VP8 ', 'pixels'),
    riffChunk('EXIF', exif(1)),
    riffChunk('XMP ', 'GPS'),
  );
  const { bytes } = cleaned(photo, 'image/webp');
  assert.deepEqual(
    [latin1(bytes).includes('GPS'), latin1(bytes).includes('EXIF'), bytes[20], bytes.length],
    [false, false, 0, 12 + 18 + 14],
  );
  assert.equal(Buffer.from(bytes).readUInt32LE(4), bytes.length - 8);
});

test('a turned WebP keeps its orientation', () => {
  const photo = aWebp(extendedHeader, riffChunk('VP8 ', 'pixels'), riffChunk('EXIF', exif(6)));
  const { bytes, turned } = cleaned(photo, 'image/webp');
  assert.deepEqual([turned, bytes[20], latin1(bytes).includes('GPS')], [true, 8, false]);
  assert.equal(orientationIn(bytes.subarray(latin1(bytes).indexOf('EXIF') + 8)), 6);
});

test('a file that only begins like an image has no structure that could be cleaned', () => {
  assert.equal(withoutMetadata(aJpeg().slice(0, 40), 'image/jpeg'), undefined);
  assert.equal(withoutMetadata(joined(aJpeg().slice(0, 30), Buffer.from('GPS')), 'image/jpeg'), undefined);
  assert.equal(withoutMetadata(aPng(1, 1).slice(0, -4), 'image/png'), undefined);
});

test('the dimensions are in the header of each format, and other files have none', () => {
  const size = (bytes: Uint8Array) => {
    const header = readImageHeader(bytes);
    return header && [header.format, header.width, header.height];
  };
  assert.deepEqual(size(aJpeg([segment(0xe1, exif(6))])), ['image/jpeg', 640, 480]);
  assert.deepEqual(size(aPng(100_000, 50_000)), ['image/png', 100_000, 50_000]);
  assert.deepEqual(size(Buffer.from('GIF89a\x40\x01\xf0\0', 'latin1')), ['image/gif', 320, 240]);
  assert.deepEqual(size(aWebp(extendedHeader)), ['image/webp', 300, 200]);
  const lossy = Uint8Array.of(0, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0);
  assert.deepEqual(size(aWebp(riffChunk('VP8 ', lossy))), ['image/webp', 320, 240]);
  const lossless = Uint8Array.of(0x2f, 0x3f, 0xc1, 0x3b, 0);
  assert.deepEqual(size(aWebp(riffChunk('VP8L', lossless))), ['image/webp', 320, 240]);
  for (const other of ['', 'GIF', '<svg>', 'RIFF1234WAVEfmt ', '%PDF-1.7 and more text'])
    assert.equal(size(Buffer.from(other)), undefined, other);
});
