// Files for tests that send them: pictures that browsers can decode, with what cameras write into them, and a way to paste and drop.
import type { Locator, Page } from 'playwright-core';

/** A file as a test gives it to the page. */
export type TestFile = { name: string; type: string; bytes: Buffer };

/** The place in the metadata of a photo. */
export const PLACE = 'GPS 52.5163 N 13.3777 E';

/** A photo as a phone takes it, with its place in the Exif data and in a comment. It is made by the browser of a page. */
export async function photo(
  page: Page,
  name: string,
  { width = 800, height = 600, orientation = 1 } = {},
): Promise<TestFile> {
  const base64 = await page.evaluate(
    ([w, h]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [w, h];
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      const sky = context.createLinearGradient(0, 0, 0, h);
      sky.addColorStop(0, '#3b6fd4');
      sky.addColorStop(1, '#f6c48f');
      context.fillStyle = sky;
      context.fillRect(0, 0, w, h);
      context.fillStyle = '#fff4c9';
      context.beginPath();
      context.arc(w * 0.72, h * 0.58, h * 0.09, 0, 7);
      context.fill();
      context.fillStyle = '#223049';
      context.beginPath();
      context.moveTo(0, h);
      for (const [x, y] of [
        [0, 0.72],
        [0.22, 0.5],
        [0.4, 0.7],
        [0.58, 0.55],
        [0.8, 0.76],
        [1, 0.62],
      ] as const)
        context.lineTo(w * x, h * y);
      context.lineTo(w, h);
      context.fill();
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? '';
    },
    [width, height] as const,
  );
  const jpeg = Buffer.from(base64, 'base64');
  // Behind the start of the image, where cameras write it.
  const bytes = Buffer.concat([
    jpeg.subarray(0, 2),
    segment(0xe1, exif(orientation)),
    segment(0xfe, Buffer.from(PLACE)),
    jpeg.subarray(2),
  ]);
  return { name, type: 'image/jpeg', bytes };
}

/** A PNG of which the header says that it has so many pixels. */
export function bomb(name: string, width: number, height: number): TestFile {
  const bytes = Buffer.alloc(60);
  bytes.write('89504e470d0a1a0a0000000d49484452', 'hex');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return { name, type: 'image/png', bytes };
}

/** A file with this content. */
export function textFile(name: string, type: string, content: string | Buffer): TestFile {
  return { name, type, bytes: Buffer.from(content) };
}

/** Pastes or drops files on an element; returns whether the browser would open them instead. */
export function transfer(target: Locator, kind: 'paste' | 'drop', files: readonly TestFile[]): Promise<boolean> {
  const encoded = files.map(({ bytes, ...file }) => ({ ...file, base64: bytes.toString('base64') }));
  return target.evaluate(
    (element, { kind, encoded }) => {
      const data = new DataTransfer();
      for (const { name, type, base64 } of encoded) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
      }
      const options = { bubbles: true, cancelable: true };
      return element.dispatchEvent(
        kind === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent('drop', { ...options, dataTransfer: data }),
      );
    },
    { kind, encoded },
  );
}

function segment(marker: number, content: Buffer): Buffer {
  const header = Buffer.from([0xff, marker, 0, 0]);
  header.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([header, content]);
}

// A directory with the orientation, and the place behind it.
function exif(orientation: number): Buffer {
  const tiff = Buffer.from(
    `4d4d002a00000008000101120003000000010${orientation.toString(16).padStart(3, '0')}000000000000`,
    'hex',
  );
  return Buffer.concat([Buffer.from('Exif\0\0'), tiff, Buffer.from(PLACE)]);
}
