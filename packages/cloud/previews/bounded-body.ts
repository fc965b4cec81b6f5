// The bytes of a response, decompressed, and never more than a limit of them.
import type { IncomingMessage } from 'node:http';
import { type Duplex, pipeline } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { FetchError } from './fetch-error.ts';

/** The encodings that a request accepts. A stream that ends early is used as far as it came. */
const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: () => createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }),
  deflate: () => createInflate({ finishFlush: constants.Z_SYNC_FLUSH }),
  br: () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH }),
};

/** The header `accept-encoding` of a request whose response `boundedBody` reads. */
export const ACCEPTED_ENCODINGS = Object.keys(DECODERS).join(', ');

/** `cut` takes the first `maxBytes` of a longer body, `reject` fails. */
export type BodyLimit = { maxBytes: number; longer: 'cut' | 'reject' };

/** Reads a body in chunks. A reader who stops ends the connection. */
export async function* boundedBody(
  response: IncomingMessage,
  { maxBytes, longer }: BodyLimit,
): AsyncGenerator<Buffer, void, void> {
  let bytes = 0;
  try {
    for await (const chunk of decoded(response, maxBytes) as AsyncIterable<Buffer>) {
      const room = maxBytes - bytes;
      bytes += chunk.length;
      if (chunk.length <= room) {
        yield chunk;
        continue;
      }
      if (longer === 'reject') throw tooLarge(maxBytes);
      yield chunk.subarray(0, room);
      return;
    }
  } finally {
    response.destroy();
  }
}

function decoded(response: IncomingMessage, maxBytes: number): AsyncIterable<Buffer> {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return response;
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (!decoder) throw new FetchError('bad-encoding', `The encoding ${encoding.slice(0, 40)} is not accepted.`);
  // Its errors reach the reader of the last stream.
  return pipeline(
    response,
    (source) => atMost(source as AsyncIterable<Buffer>, maxBytes),
    decoder(),
    () => {},
  );
}

/** Compressed data can be endless without any content: empty members of gzip. */
async function* atMost(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer, void, void> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

function tooLarge(maxBytes: number): FetchError {
  return new FetchError('too-large', `The response is larger than ${maxBytes} bytes.`);
}
