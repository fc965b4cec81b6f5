// Encoding of the server's WebSocket frames: RFC 6455, section 5.2, unfragmented and not compressed.
//
// A frame is a "binary" string with one character per byte: Node writes such a string to a socket without making a Buffer
// of it, which halves the cost of a coalesced write.

/** The head of a text frame with a payload of this many bytes. */
export function textFrameHead(length: number): string {
  if (length < 126) return String.fromCharCode(0x81, length);
  if (length < 0x10000) return String.fromCharCode(0x81, 126, length >> 8, length & 0xff);
  const bytes = [0, 0, 0, 0, length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff];
  return String.fromCharCode(0x81, 127, ...bytes);
}

/** A text as the binary string of its UTF-8 bytes. */
export function utf8(text: string): string {
  // Nearly all texts are ASCII, and are their own UTF-8.
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** A control frame as a binary string. */
export function controlFrame(opcode: number, payload: Buffer): string {
  return String.fromCharCode(0x80 | opcode, payload.length) + payload.toString('latin1');
}
