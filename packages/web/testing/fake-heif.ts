// An AVIF of 2 by 2 pixels with Exif in the file and XMP in a box, as a camera would write them.
const ASCII = new TextEncoder();

/** The place that is in its Exif data and in its XMP. */
export const HEIF_PLACE = 'GPS 52.5163N';

/** The pixels, and the properties of the image, as libavif has encoded them. */
const PIXELS = bytesOf('EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A=');
const PROPERTIES = bytesOf(
  'AAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAAIAAAACAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQ0MAAAAABNjb2xybmNseAACAAIAAYAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBA==',
);

/** The image; with `metadata: false` it has the pixels only. */
export function anAvif({ metadata = true } = {}): Uint8Array<ArrayBuffer> {
  const exif = ASCII.encode(`\0\0\0\0MM\0*${HEIF_PLACE}`);
  const xmp = ASCII.encode(`<x:xmpmeta>${HEIF_PLACE}</x:xmpmeta>`);
  const items = metadata ? 3 : 1;
  const meta = (offset: number) =>
    box(
      'meta',
      number(0, 4),
      box('hdlr', number(0, 8), ASCII.encode('pict'), number(0, 13)),
      box('pitm', number(0, 4), number(1, 2)),
      box(
        'iloc',
        number(0x01000000, 4),
        number(0x4400, 2),
        number(items, 2),
        ...[
          located(1, 0, offset, PIXELS.length),
          located(2, 0, offset + PIXELS.length, exif.length),
          located(3, 1, 0, xmp.length),
        ].slice(0, items),
      ),
      box(
        'iinf',
        number(0, 4),
        number(items, 2),
        ...[item(1, 'av01'), item(2, 'Exif'), item(3, 'mime', 'application/rdf+xml\0')].slice(0, items),
      ),
      PROPERTIES,
      ...(metadata ? [box('idat', xmp)] : []),
    );
  const ftyp = box('ftyp', ASCII.encode('avif\0\0\0\0avifmif1miafMA1B'));
  const parts = metadata ? [PIXELS, exif] : [PIXELS];
  return joined(
    ftyp,
    meta(ftyp.length + meta(0).length + 8),
    box('mdat', ...parts),
    ...(metadata ? [box('uuid', ASCII.encode(HEIF_PLACE))] : []),
  );
}

function item(id: number, type: string, more = ''): Uint8Array {
  return box('infe', number(0x02000000, 4), number(id, 2), number(0, 2), ASCII.encode(`${type}\0${more}`));
}

function located(id: number, method: number, offset: number, length: number): Uint8Array {
  return joined(number(id, 2), number(method, 2), number(0, 2), number(1, 2), number(offset, 4), number(length, 4));
}

function box(type: string, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = joined(...content);
  return joined(number(8 + whole.length, 4), ASCII.encode(type), whole);
}

function number(value: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** (size - 1 - index)) % 256);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
