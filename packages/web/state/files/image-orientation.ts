// The orientation of a photo: read from its Exif data, and written as the only thing that remains of them.

/** The tag of the orientation (Exif 2.32, 4.6.4), and the type of its value: a number of two bytes. */
const ORIENTATION = 0x0112;
const SHORT = 3;

/** Whether an orientation changes nothing. */
export function isNormal(orientation: number): boolean {
  return orientation === 1;
}

/** The orientation in Exif data, from 1 to 8: how a viewer turns the image; undefined if there is none. */
export function orientationIn(tiff: Uint8Array): number | undefined {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  try {
    const littleEndian = view.getUint16(0) === 0x4949;
    if (view.getUint16(2, littleEndian) !== 42) return undefined;
    const directory = view.getUint32(4, littleEndian);
    const count = view.getUint16(directory, littleEndian);
    for (let index = 0; index < count; index++) {
      const at = directory + 2 + index * 12;
      if (view.getUint16(at, littleEndian) !== ORIENTATION) continue;
      const value = view.getUint16(at + 8, littleEndian);
      return value >= 1 && value <= 8 ? value : undefined;
    }
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Exif data that contain an orientation only. */
export function orientationTiff(orientation: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(26));
  view.setUint32(0, 0x4d4d002a);
  view.setUint32(4, 8);
  view.setUint16(8, 1);
  view.setUint16(10, ORIENTATION);
  view.setUint16(12, SHORT);
  view.setUint32(14, 1);
  view.setUint16(18, orientation);
  return new Uint8Array(view.buffer);
}
