// The event stream encoding of InvokeWithResponseStream.
// Source: Smithy specification, "Amazon Event Stream": lengths, headers, payload, and two checksums.
import { crc32 } from 'node:zlib';

/** Encodes one event: `PayloadChunk` with bytes, or `InvokeComplete` with JSON. */
export function encodeEvent(type: string, contentType: string, payload: Uint8Array): Buffer {
  const fields = { ':message-type': 'event', ':event-type': type, ':content-type': contentType };
  const headers = Buffer.concat(Object.entries(fields).map(([name, value]) => encodeHeader(name, value)));
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(prelude.length + headers.length + payload.length + 4, 0);
  prelude.writeUInt32BE(headers.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, headers, payload]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(message));
  return Buffer.concat([message, checksum]);
}

/** The type of a header's value that is a string. */
const STRING = 7;

function encodeHeader(name: string, value: string): Buffer {
  const [key, text] = [Buffer.from(name), Buffer.from(value)];
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  return Buffer.concat([Buffer.from([key.length]), key, Buffer.from([STRING]), length, text]);
}
