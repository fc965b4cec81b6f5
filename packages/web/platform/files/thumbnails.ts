// Small images of images and videos, made in the browser that sends them.
import { THUMBNAIL_MAX, type ThumbnailType } from '@parley/chat';
import { THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH } from '../../state/files/displayed-size.ts';

/** What can be drawn, with its dimensions. */
type Drawable = { image: CanvasImageSource; width: number; height: number };

/** Most screens have two pixels for one of the page. */
const DENSITY = 2;

/** The tries, until one is small enough: the type, the quality, and the part of the size. */
const TRIES: readonly (readonly [type: ThumbnailType, quality: number, scale: number])[] = [
  ['image/webp', 0.8, 1],
  ['image/jpeg', 0.8, 1],
  ['image/webp', 0.6, 0.75],
  ['image/jpeg', 0.6, 0.75],
  ['image/jpeg', 0.5, 0.4],
];

/** The thumbnail of an image that is decoded at the size of the thumbnail; undefined if the browser cannot decode it. */
export async function imageThumbnail(file: Blob, width: number, height: number): Promise<Blob | undefined> {
  const [resizeWidth, resizeHeight] = scaled(width, height, 1);
  // Browsers turn it as its orientation says.
  const bitmap = await createImageBitmap(file, { resizeWidth, resizeHeight, resizeQuality: 'high' }).catch(
    () => undefined,
  );
  if (!bitmap) return undefined;
  try {
    return await thumbnailOf({ image: bitmap, width, height });
  } finally {
    bitmap.close();
  }
}

/** The thumbnail of something that can be drawn. */
export async function thumbnailOf({ image, width, height }: Drawable): Promise<Blob | undefined> {
  for (const [type, quality, scale] of TRIES) {
    const [w, h] = scaled(width, height, scale);
    const canvas = new OffscreenCanvas(w, h);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    if (type === 'image/jpeg') {
      // JPEG has no transparency: transparent pixels become white.
      context.fillStyle = '#fff';
      context.fillRect(0, 0, w, h);
    }
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, w, h);
    const blob = await canvas.convertToBlob({ type, quality });
    // A browser that cannot encode a type makes a PNG, which is large.
    if (blob.type === type && blob.size <= THUMBNAIL_MAX) return blob;
  }
  return undefined;
}

/** Whether an image is itself as small as a thumbnail. */
export function isSmall(bytes: number, width: number, height: number): boolean {
  return bytes <= THUMBNAIL_MAX / 2 && width <= DENSITY * THUMBNAIL_WIDTH && height <= DENSITY * THUMBNAIL_HEIGHT;
}

function scaled(width: number, height: number, scale: number): [number, number] {
  const factor = Math.min(1, (DENSITY * THUMBNAIL_WIDTH) / width, (DENSITY * THUMBNAIL_HEIGHT) / height) * scale;
  return [Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor))];
}
