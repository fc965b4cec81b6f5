// One client of the load: a bare socket that has shaken hands.
import { connect, type Socket } from 'node:net';
import type { Dialect } from '../fanout/load/client-protocols.ts';
import type { Place } from '../fanout/servers/benchmark-server.ts';
import { clientFrame, FrameReader, type HearFrame } from './frame-parser.ts';

// All sockets read into one buffer, one after another: no allocation for each read.
const BUFFER = Buffer.allocUnsafeSlow(64 * 1024);
const PING = 9;
const PONG = 10;
const CONNECT_MS = 20_000;

/** A client; `closed` once its socket is gone. */
export class Peer {
  readonly socket: Socket;
  closed = false;
  readonly #reader = new FrameReader();
  #hear: (bytes: Buffer) => void = () => {};

  private constructor(port: number) {
    this.socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: BUFFER,
        callback: (size, buffer) => {
          this.#hear((buffer as Buffer).subarray(0, size));
          return true;
        },
      },
    });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.closed = true;
    });
  }

  /** Opens a WebSocket; `channel` is joined too. */
  static async open(place: Place, dialect: Dialect, channel?: string): Promise<Peer> {
    const peer = await Peer.upgraded(place.port, dialect.open(place));
    if (dialect.greeting) await peer.say(dialect.greeting);
    if (channel !== undefined) await peer.say(dialect.join(channel, place));
    return peer;
  }

  /** Opens a WebSocket on which nothing has been said. */
  static async upgraded(port: number, { path, headers }: ReturnType<Dialect['open']>): Promise<Peer> {
    const peer = new Peer(port);
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

  /** Opens a plain connection, for HTTP requests one after another. `answered` hears the status and the body of each. */
  static async openHttp({ port }: Place, answered: (status: string, body: string) => void): Promise<Peer> {
    const peer = new Peer(port);
    let text = '';
    peer.#hear = (bytes) => {
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

  /** Hears every frame from now on; pings are answered. */
  listen(hear: HearFrame): void {
    this.#hear = (chunk) =>
      this.#reader.read(chunk, (bytes, from, to, opcode) => {
        if (opcode === PING) this.socket.write(clientFrame('', PONG));
        // Engine.IO has a ping of its own: the text 2, and 3 for the answer.
        else if (to - from === 1 && bytes[from] === 50) this.socket.write(clientFrame('3'));
        else if (opcode === 1) hear(bytes, from, to, opcode);
      });
  }

  /** Says something. */
  write(text: string): void {
    this.socket.write(clientFrame(text));
  }

  /** Says something and waits for the answer that it takes. */
  say({ says, hears }: { says: string; hears: string }): Promise<void> {
    return this.#until((settle) => {
      this.listen((bytes, from, to) => {
        const text = bytes.toString('latin1', from, to);
        if (text.includes(hears)) settle();
        else if (text.includes('error')) settle(text);
      });
      this.socket.write(clientFrame(says));
    });
  }

  #shakeHands(request: string): Promise<void> {
    return this.#until((settle) => {
      let text = '';
      this.#hear = (bytes) => {
        text += bytes.toString('latin1');
        const end = text.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!text.startsWith('HTTP/1.1 101')) return settle(text);
        // Engine.IO greets at once; what came with the answer is not needed.
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
