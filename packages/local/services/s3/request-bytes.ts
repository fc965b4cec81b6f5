// The bytes of an upload: their announced length, AWS's chunked encoding, and the checksums that clients send with them.
import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';
import { AwsError } from '../../errors.ts';

/** The largest object of one request (Amazon S3 User Guide, "Uploading objects"). */
export const SINGLE_MAX_BYTES = 5 * 1024 ** 3;

/** The longest line of a chunked body: a size and a signature, or a trailer. */
const LINE_MAX = 1_024;

/** A digest of the whole body in `x-amz-content-sha256`, and no name of an encoding. */
const HEX_256 = /^[0-9a-f]{64}$/;

/** The bytes of a request, and what is known of them when all have been read. */
export type RequestBytes = {
  bytes: AsyncIterable<Uint8Array>;
  /** MD5 in hexadecimal. Throws S3's error when a digest of the client is not that of the bytes. */
  verify(): { md5: string; checksums: Record<string, string> };
};

/** Reads the bytes of a PUT. */
export function requestBytes(request: IncomingMessage): RequestBytes {
  const { headers } = request;
  const isChunked = String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  const announced = headers[isChunked ? 'x-amz-decoded-content-length' : 'content-length'];
  if (announced === undefined)
    throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  const length = Number(announced);
  if (length > SINGLE_MAX_BYTES)
    throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.', 400, {
      ProposedSize: String(length),
      MaxSizeAllowed: String(SINGLE_MAX_BYTES),
    });
  const trailers: Record<string, string> = {};
  const digests = new Digests(headers);
  return {
    bytes: counted(isChunked ? decodeChunks(request, trailers) : request, length, digests),
    verify: () => digests.verify(trailers),
  };
}

async function* counted(source: AsyncIterable<Uint8Array>, length: number, digests: Digests) {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > length) break;
    digests.update(chunk);
    yield chunk;
  }
  if (size !== length)
    throw new AwsError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    );
}

/** Decodes `aws-chunked`: chunks with their sizes, then trailers (Amazon S3 API reference, "Signature calculations: transferring a payload in multiple chunks"). */
async function* decodeChunks(source: AsyncIterable<Uint8Array>, trailers: Record<string, string>) {
  let rest = Buffer.alloc(0);
  let remaining = 0;
  let state: 'size' | 'bytes' | 'end' | 'trailers' = 'size';
  for await (const part of source) {
    rest = rest.length > 0 ? Buffer.concat([rest, part]) : Buffer.from(part);
    for (;;) {
      if (state === 'bytes') {
        const bytes = rest.subarray(0, remaining);
        if (bytes.length > 0) yield bytes;
        rest = rest.subarray(bytes.length);
        remaining -= bytes.length;
        if (remaining > 0) break;
        state = 'end';
      }
      const end = rest.indexOf('\r\n');
      if (end < 0) {
        if (rest.length > LINE_MAX) throw malformedChunks();
        break;
      }
      const line = rest.subarray(0, end).toString('latin1');
      rest = rest.subarray(end + 2);
      if (state === 'end') {
        if (line !== '') throw malformedChunks();
        state = 'size';
      } else if (state === 'size') {
        const [size = ''] = line.split(';', 1);
        if (!/^[0-9a-f]{1,12}$/i.test(size)) throw malformedChunks();
        remaining = Number.parseInt(size, 16);
        state = remaining === 0 ? 'trailers' : 'bytes';
      } else {
        const [name = '', value = ''] = line.split(/:(.*)/s, 2);
        if (name !== '') trailers[name.toLowerCase()] = value.trim();
      }
    }
  }
}

function malformedChunks(): AwsError {
  return new AwsError('InvalidRequest', 'The body is not in the encoding aws-chunked.');
}

/** Checksums of the same bytes. CRC-32C and CRC-64/NVME are stored as the client sends them, and not verified. */
class Digests {
  readonly #headers: IncomingMessage['headers'];
  readonly #md5 = createHash('md5');
  readonly #sha256: Hash | undefined;
  readonly #sha1: Hash | undefined;
  #crc = 0;

  constructor(headers: IncomingMessage['headers']) {
    this.#headers = headers;
    // Only what may be compared: three digests of a large file take seconds.
    const announced = `${headers['x-amz-trailer']} ${Object.keys(headers).join(' ')}`;
    const isHashed = HEX_256.test(String(headers['x-amz-content-sha256'])) || announced.includes('checksum-sha256');
    this.#sha256 = isHashed ? createHash('sha256') : undefined;
    this.#sha1 = announced.includes('checksum-sha1') ? createHash('sha1') : undefined;
  }

  update(chunk: Uint8Array): void {
    this.#md5.update(chunk);
    this.#sha256?.update(chunk);
    this.#sha1?.update(chunk);
    this.#crc = crc32(chunk, this.#crc);
  }

  verify(trailers: Readonly<Record<string, string>>) {
    const headers = this.#headers;
    const fieldOf = (name: string) => trailers[name] ?? (headers[name] as string | undefined);
    const md5 = this.#md5.digest();
    const contentMd5 = fieldOf('content-md5');
    if (contentMd5 !== undefined && contentMd5 !== md5.toString('base64'))
      throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(this.#crc);
    const sha256 = this.#sha256?.digest();
    const content = headers['x-amz-content-sha256'];
    if (sha256 && HEX_256.test(String(content)) && content !== sha256.toString('hex'))
      throw new AwsError(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    const known: Record<string, Buffer | undefined> = { crc32: crc, sha1: this.#sha1?.digest(), sha256 };
    const checksums: Record<string, string> = {};
    for (const algorithm of ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256']) {
      const given = fieldOf(`x-amz-checksum-${algorithm}`);
      if (given === undefined) continue;
      const computed = known[algorithm]?.toString('base64');
      if (computed !== undefined && computed !== given)
        throw new AwsError(
          'BadDigest',
          `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
        );
      checksums[algorithm] = given;
    }
    return { md5: md5.toString('hex'), checksums };
  }
}
