// The opening handshake of a WebSocket: RFC 6455, section 4.2.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { SUBPROTOCOL } from '@parley/wire';

/** Section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const VERSION = '13';
/** Sixteen bytes in base64. Section 4.2.1. */
const KEY = /^[+/0-9A-Za-z]{22}==$/;
/** A token of HTTP: RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Responds to an upgrade request; returns false when it was rejected and the socket is closing. */
export function acceptHandshake(request: IncomingMessage, socket: Duplex): boolean {
  const { headers, method } = request;
  const key = headers['sec-websocket-key'];
  if (headers['sec-websocket-version'] !== VERSION)
    return reject(socket, '426 Upgrade Required', `Sec-WebSocket-Version: ${VERSION}\r\n`);
  if (method !== 'GET' || headers.upgrade?.toLowerCase() !== 'websocket' || !key || !KEY.test(key))
    return reject(socket, '400 Bad Request');
  const offered = offeredSubprotocols(request);
  if (!offered.every((subprotocol) => TOKEN.test(subprotocol)) || new Set(offered).size < offered.length)
    return reject(socket, '400 Bad Request');
  // A browser aborts when none of its subprotocols is chosen; a credential is never sent back.
  const chosen = offered.includes(SUBPROTOCOL)
    ? SUBPROTOCOL
    : offered.find((subprotocol) => !subprotocol.startsWith('header-'));
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${createHash('sha1')
      .update(key + GUID)
      .digest('base64')}`,
    ...(chosen === undefined ? [] : [`Sec-WebSocket-Protocol: ${chosen}`]),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return true;
}

/** The subprotocols that a client offers, in its order. */
export function offeredSubprotocols(request: IncomingMessage): readonly string[] {
  const offered = request.headers['sec-websocket-protocol'];
  return offered === undefined ? [] : offered.split(',').map((subprotocol) => subprotocol.trim());
}

function reject(socket: Duplex, status: string, headers = ''): false {
  socket.end(`HTTP/1.1 ${status}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`);
  return false;
}
