// One connection of a user to the HTTP API: sequential requests, repeated when the server has closed the connection.
import type { Ask } from '../../harness/message-sender.ts';
import { SocketClient } from './socket-client.ts';

export class HttpConnection {
  readonly #port: number;
  readonly #token: string;
  #peer: SocketClient | undefined;
  #answered: (answer: { status: number; body: string } | undefined) => void = () => {};

  constructor(port: number, token: string) {
    this.#port = port;
    this.#token = token;
  }

  /** Sends a request, again if the connection closes without a response: the id in the body prevents duplicate messages. */
  async ask(method: string, path: string, body?: object): Promise<{ status: number; body: string }> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const lines = [
      `${method} ${path} HTTP/1.1`,
      `host: 127.0.0.1:${this.#port}`,
      `authorization: Bearer ${this.#token}`,
      ...(text === '' ? [] : ['content-type: application/json', `content-length: ${text.length}`]),
    ];
    for (;;) {
      const { socket } = await this.#open();
      const answer = await new Promise<{ status: number; body: string } | undefined>((resolve) => {
        this.#answered = resolve;
        socket.write(`${lines.join('\r\n')}\r\n\r\n${text}`);
      });
      if (answer) return answer;
    }
  }

  /** Requests to the HTTP API at a path, with the body of each response parsed. */
  api(base: string): Ask {
    return async (method, path, body) => {
      const answer = await this.ask(method, base + path, body);
      return { status: answer.status, body: JSON.parse(answer.body) };
    };
  }

  async #open(): Promise<SocketClient> {
    if (this.#peer && !this.#peer.closed) return this.#peer;
    const peer = await SocketClient.openHttp({ port: this.#port }, (status, body) =>
      this.#answered({ status: Number(status), body }),
    );
    peer.socket.once('close', () => this.#answered(undefined));
    this.#peer = peer;
    return peer;
  }

  close(): void {
    this.#peer?.socket.destroy();
  }
}
