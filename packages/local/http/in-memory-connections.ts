// Connections to the engine's own HTTP server without TCP: the same bytes, in memory, for calls between its services.
import type { Server } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';

/** Opens connections that a server treats as its own. */
export class InMemoryConnections {
  readonly #accept: readonly ((socket: Duplex) => void)[];
  readonly #server: Server;
  readonly #open = new Set<Duplex>();

  /** Takes the listeners that the server has now: they expect plain HTTP. */
  constructor(server: Server) {
    this.#server = server;
    this.#accept = server.listeners('connection') as ((socket: Duplex) => void)[];
  }

  /** The client's end of a new connection. */
  connect(): Duplex {
    const [client, served] = duplexPair();
    Object.assign(served, { remoteAddress: '127.0.0.1' });
    this.#open.add(client);
    client.once('close', () => {
      this.#open.delete(client);
      served.destroy();
    });
    for (const accept of this.#accept) accept.call(this.#server, served);
    return client;
  }

  /** Closes all connections; calls that wait for a response fail. */
  close(): void {
    for (const client of this.#open) client.destroy(new Error('The engine stopped.'));
  }
}
