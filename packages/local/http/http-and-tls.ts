// One port, two doors: plain HTTP and TLS. The first byte of a connection says which one it wants.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from './certificate.ts';

/** A TLS connection begins with a handshake record (RFC 8446, section 5.1); no method of HTTP begins so. */
const HANDSHAKE = 0x16;

/** Who connects and says nothing, or never ends the handshake, is sent away: as long as HTTP waits for a request's head. */
const FIRST_WORD_MS = 60_000;

/**
 * Lets an HTTP server take TLS connections beside plain ones, on the port that it listens on. To the server both are
 * connections of its own, so its limits hold for both.
 */
export function openBothDoors(server: Server, { key, cert }: Pick<Certificate, 'key' | 'cert'>): void {
  const serve = server.listeners('connection') as ((socket: Socket) => void)[];
  const serveHttp = (socket: Socket) => {
    for (const listener of serve) listener.call(server, socket);
  };
  const secure = createTlsServer({ key, cert, ALPNProtocols: ['http/1.1'], handshakeTimeout: FIRST_WORD_MS });
  secure.on('secureConnection', serveHttp);
  secure.on('tlsClientError', (_error, socket) => socket.destroy());

  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) =>
    firstByte(socket, (first) => {
      if (first !== HANDSHAKE) return serveHttp(socket);
      // HTTP may answer who has hung up half; a handshake cannot go on.
      socket.allowHalfOpen = false;
      secure.emit('connection', socket);
    }),
  );
}

/** Looks at the first byte and puts it back. */
function firstByte(socket: Socket, then: (first: number | undefined) => void): void {
  const drop = () => void socket.destroy();
  socket.on('error', drop);
  socket.on('end', drop);
  socket.setTimeout(FIRST_WORD_MS, drop);
  socket.once('data', (bytes: Buffer) => {
    socket.setTimeout(0);
    socket.off('timeout', drop);
    socket.off('end', drop);
    socket.pause();
    socket.unshift(bytes);
    then(bytes[0]);
    // Whoever takes over has set its own by now.
    if (socket.listenerCount('error') > 1) socket.off('error', drop);
    process.nextTick(() => socket.resume());
  });
}
