// HEIC and AVIF: the place is overwritten, and everything else stays where it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anAvif, HEIF_PLACE } from '../../testing/fake-heif.ts';
import { cleanHeif, readHeif } from './heif-metadata.ts';

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const clean = (bytes: Uint8Array<ArrayBuffer>) => Buffer.concat(cleanHeif(bytes) ?? []);

test('the format and the dimensions are those of the header', () => {
  assert.deepEqual(readHeif(viewOf(anAvif())), { format: 'image/avif', width: 2, height: 2 });
  const heic = anAvif();
  for (const at of [8, 16]) heic.set(Buffer.from('heic'), at);
  assert.equal(readHeif(viewOf(heic))?.format, 'image/heic');
  const film = anAvif();
  for (const at of [8, 16, 20]) film.set(Buffer.from('isom'), at);
  assert.equal(readHeif(viewOf(film)), undefined);
});

test('Exif, XMP and boxes of other programs are overwritten, and the pixels stay where they were', () => {
  const photo = anAvif();
  assert.equal(Buffer.from(photo).toString('latin1').split(HEIF_PLACE).length, 4);
  const bytes = clean(photo);
  assert.equal(bytes.includes(HEIF_PLACE), false);
  assert.equal(bytes.length, photo.length);
  const pixels = Buffer.from('EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A=', 'base64');
  assert.equal(bytes.indexOf(pixels), Buffer.from(photo).indexOf(pixels));
  assert.ok(Buffer.from(photo).includes(HEIF_PLACE), 'the picked file is not changed');
});

test('an image without metadata is not changed', () => {
  assert.deepEqual(clean(anAvif({ metadata: false })), Buffer.from(anAvif({ metadata: false })));
});

test('an image whose metadata cannot be found is not sent', () => {
  const photo = anAvif();
  assert.equal(cleanHeif(photo.slice(0, photo.length - 60)), undefined, 'it ends before its Exif data');
  const moved = Buffer.from(photo);
  // The method of the second item: its data is a part of another item.
  moved[moved.indexOf('iloc') + 31] = 2;
  assert.equal(cleanHeif(Uint8Array.from(moved)), undefined);
});
