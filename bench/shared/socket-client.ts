// A client of the load: a raw socket after the WebSocket handshake.
import { connect, type Socket } from 'node:net';
import type { ClientProtocol } from '../fanout/load/client-protocols.ts';
import type { Place } from '../fanout/servers/benchmark-server.ts';
import { clientFrame, FrameReader, type OnFramePayload } from './frame-parser.ts';

// All sockets read into one buffer in turn, without an allocation for each read.
const BUFFER = Buffer.allocUnsafeSlow(64 * 1024);
const PING = 9;
const PONG = 10;
const CONNECT_MS = 20_000;

/** A client; `closed` once its socket has closed. */
export class SocketClient {
  readonly socket: Socket;
  closed = false;
  readonly #reader = new FrameReader();
  #onBytes: (bytes: Buffer) => void = () => {};

  private constructor(port: number) {
    this.socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: BUFFER,
        callback: (size, buffer) => {
          this.#onBytes((buffer as Buffer).subarray(0, size));
          return true;
        },
      },
    });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.closed = true;
    });
  }

  /** Opens a WebSocket and subscribes to `channel`, if given. */
  static async open(place: Place, dialect: ClientProtocol, channel?: string): Promise<SocketClient> {
    const peer = await SocketClient.upgraded(place.port, dialect.open(place));
    if (dialect.greeting) await peer.request(dialect.greeting);
    if (channel !== undefined) await peer.request(dialect.join(channel, place));
    return peer;
  }

  /** Opens a WebSocket without sending a frame. */
  static async upgraded(port: number, { path, headers }: ReturnType<ClientProtocol['open']>): Promise<SocketClient> {
    const peer = new SocketClient(port);
    const lines = Object.entries({
      Host: `127.0.0.1:${port}`,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    await peer.#shakeHands(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    return peer;
  }

  /** Opens a plain connection for sequential HTTP requests. `answered` receives the status and the body of each response. */
  static async openHttp({ port }: Place, answered: (status: string, body: string) => void): Promise<SocketClient> {
    const peer = new SocketClient(port);
    let text = '';
    peer.#onBytes = (bytes) => {
      text += bytes.toString('latin1');
      const [head, body] = text.split('\r\n\r\n');
      const length = /content-length: (\d+)/i.exec(head ?? '')?.[1];
      if (body === undefined || body.length < Number(length)) return;
      const status = text.slice(9, 12);
      text = '';
      answered(status, body);
    };
    await new Promise<void>((resolve, reject) => peer.socket.once('connect', resolve).once('error', reject));
    return peer;
  }

  /** Passes on every frame from now on, and answers pings. */
  listen(onFrame: OnFramePayload): void {
    this.#onBytes = (chunk) =>
      this.#reader.read(chunk, (bytes, from, to, opcode) => {
        if (opcode === PING) this.socket.write(clientFrame('', PONG));
        // Engine.IO has its own ping: the text 2, and 3 as the response.
        else if (to - from === 1 && bytes[from] === 50) this.socket.write(clientFrame('3'));
        else if (opcode === 1) onFrame(bytes, from, to, opcode);
      });
  }

  /** Sends a text. */
  write(text: string): void {
    this.socket.write(clientFrame(text));
  }

  /** Sends a text and waits for its response. */
  request({ text, response }: { text: string; response: string }): Promise<void> {
    return this.#until((settle) => {
      this.listen((bytes, from, to) => {
        const received = bytes.toString('latin1', from, to);
        if (received.includes(response)) settle();
        else if (received.includes('error')) settle(received);
      });
      this.socket.write(clientFrame(text));
    });
  }

  #shakeHands(request: string): Promise<void> {
    return this.#until((settle) => {
      let text = '';
      this.#onBytes = (bytes) => {
        text += bytes.toString('latin1');
        const end = text.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!text.startsWith('HTTP/1.1 101')) return settle(text);
        // Engine.IO sends a greeting at once; bytes after the response are not needed.
        this.listen(() => {});
        settle();
      };
      this.socket.write(request);
    });
  }

  #until(begin: (settle: (refusal?: string) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const ended = () => settle('The connection was closed.');
      const timer = setTimeout(() => settle('No answer.'), CONNECT_MS);
      const settle = (refusal?: string) => {
        clearTimeout(timer);
        this.socket.off('close', ended);
        if (refusal === undefined) resolve();
        else reject(new Error(refusal));
      };
      this.socket.once('close', ended);
      begin(settle);
    });
  }
}
