// Plain HTTP and TLS on one port: the first byte of a connection tells which protocol the client speaks.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from './certificate.ts';

/** A TLS connection begins with a handshake record (RFC 8446, section 5.1); no method of HTTP begins so. */
const HANDSHAKE = 0x16;

/** A client that sends nothing, or never completes the handshake, is disconnected after the time that HTTP waits for headers. */
const FIRST_BYTE_MS = 60_000;

/**
 * Lets an HTTP server accept TLS connections beside plain ones on its port. The server treats both as its own connections,
 * so its limits apply to both.
 */
export function acceptTlsAndHttp(server: Server, { key, cert }: Pick<Certificate, 'key' | 'cert'>): void {
  const serve = server.listeners('connection') as ((socket: Socket) => void)[];
  const serveHttp = (socket: Socket) => {
    for (const listener of serve) listener.call(server, socket);
  };
  const secure = createTlsServer({ key, cert, ALPNProtocols: ['http/1.1'], handshakeTimeout: FIRST_BYTE_MS });
  secure.on('secureConnection', serveHttp);
  secure.on('tlsClientError', (_error, socket) => socket.destroy());

  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) =>
    firstByte(socket, (first) => {
      if (first !== HANDSHAKE) return serveHttp(socket);
      // HTTP may answer a client that has closed its half of the connection; a handshake cannot continue.
      socket.allowHalfOpen = false;
      secure.emit('connection', socket);
    }),
  );
}

/** Reads the first byte of a connection and puts it back. */
function firstByte(socket: Socket, then: (first: number | undefined) => void): void {
  const drop = () => void socket.destroy();
  socket.on('error', drop);
  socket.on('end', drop);
  socket.setTimeout(FIRST_BYTE_MS, drop);
  socket.once('data', (bytes: Buffer) => {
    socket.setTimeout(0);
    socket.off('timeout', drop);
    socket.off('end', drop);
    socket.pause();
    socket.unshift(bytes);
    then(bytes[0]);
    // The server that took the connection over has set its own error listener by now.
    if (socket.listenerCount('error') > 1) socket.off('error', drop);
    process.nextTick(() => socket.resume());
  });
}
