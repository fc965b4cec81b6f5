// Profile pictures, scaled to the displayed size in the browser, so that nothing else of the file is sent.
import { PICTURE_MAX } from '@parley/chat';
import { WebError } from '../errors.ts';
import { t } from '../i18n/all-texts.ts';

/** The side of a picture in pixels: an avatar has 40, twice that on most screens. */
const SIDE = 64;

/** The centre of an image, as a data URL of at most `PICTURE_MAX` bytes. */
export async function smallPicture(file: Blob): Promise<string> {
  const image = await createImageBitmap(file).catch((cause) => {
    throw new WebError('bad-picture', t.notAnImage, { cause });
  });
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const side = Math.min(image.width, image.height);
  const middle = [(image.width - side) / 2, (image.height - side) / 2, side, side] as const;
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, ...middle, 0, 0, SIDE, SIDE);
  const clear = canvas.toDataURL('image/png');
  if (bytesOf(clear) <= PICTURE_MAX) return clear;
  // JPEG has no transparency: transparent pixels become white.
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, SIDE, SIDE);
  const smaller = [0.9, 0.75, 0.5].map((quality) => canvas.toDataURL('image/jpeg', quality));
  return smaller.find((url) => bytesOf(url) <= PICTURE_MAX) ?? (smaller.at(-1) as string);
}

function bytesOf(url: string): number {
  return ((url.length - url.indexOf(',') - 1) / 4) * 3;
}
