// One socket, from the dial to its end: handshake, frames, and who waits for which answer.

import { type ClientFrame, CONNECTION_TIMEOUT_MS, encodeCredentials, SUBPROTOCOL } from '@parley/wire';
import { ClientError, refusal, UNAUTHORIZED_AT_CONNECT } from './errors.ts';
import { type Frame, parseFrame } from './frames.ts';
import { credentials, type Settings, type Socket } from './options.ts';

// For the open (credentials included), and for `connection_ack`: what aws-amplify waits for the latter.
const STEP_MS = 15_000;

/** What a line tells its connection. `ended` comes exactly once, unless the connection itself ended the line. */
export type LineListener = {
  opened(line: Line): void;
  acknowledged(line: Line): void;
  ended(line: Line, error: ClientError): void;
};

/** What is asked of AppSync; the id and the credentials are the line's to add. */
export type Operation =
  | { type: 'subscribe'; channel: string }
  | { type: 'publish'; channel: string; events: readonly string[] };

/** Gets the frames with one id; a `ClientError` says that no more will come. */
export type Receiver = (answer: Frame | ClientError) => void;

/** One WebSocket connection to AppSync. It is never mended: when it ends, there is another. */
export class Line {
  readonly #settings: Settings;
  readonly #listener: LineListener;
  readonly #receivers = new Map<unknown, Receiver>();
  /** The silence after which AppSync itself says that the connection is lost. */
  timeoutMs = CONNECTION_TIMEOUT_MS;
  /** When the credentials end with which it was dialled. */
  expiresAt: number | undefined;
  #phase: 'dialling' | 'greeting' | 'live' | 'ended' = 'dialling';
  #socket: Socket | undefined;
  #stopTimer: () => void;
  #heardAt = 0;

  /** `refused` says that the credentials of the line before were not taken. */
  constructor(settings: Settings, listener: LineListener, refused = false) {
    this.#settings = settings;
    this.#listener = listener;
    this.#stopTimer = this.#within('The connection did not open');
    void this.#dial(refused);
  }

  get live(): boolean {
    return this.#phase === 'live';
  }

  /** How long nothing at all was heard. */
  get silenceMs(): number {
    const now = this.#settings.clock.now();
    // A clock that was set back must not make the silence look short for as long as it was set back.
    if (now < this.#heardAt) this.#heardAt = now;
    return now - this.#heardAt;
  }

  /**
   * Sends an operation, with credentials of this moment and an id of its own, which is returned. The receiver gets every
   * frame with that id until it is forgotten, or an error if there will be none.
   */
  request(operation: Operation, receive: Receiver): string {
    const id = this.#settings.newId();
    this.#receivers.set(id, receive);
    void this.#send(id, operation);
    return id;
  }

  /** Stops passing on the frames with this id. */
  forget(id: string): void {
    this.#receivers.delete(id);
  }

  say(frame: ClientFrame): void {
    if (this.#phase !== 'ended') this.#socket?.send(JSON.stringify(frame));
  }

  /** Ends the line without telling the connection, which knows; everybody who waits for an answer hears the error. */
  end(error: ClientError): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#stopTimer();
    this.#socket?.close();
    const receivers = [...this.#receivers.values()];
    this.#receivers.clear();
    for (const receive of receivers) receive(error);
  }

  /** Ends the line after a while, in which another takes over. */
  retire(waitMs: number): void {
    const replaced = (): void => this.#fail(new ClientError('lost', 'The connection was replaced.'));
    this.#stopTimer = this.#settings.clock.after(waitMs, replaced);
  }

  async #send(id: string, operation: Operation): Promise<void> {
    try {
      const { fields: authorization } = await credentials(this.#settings);
      // Nobody may be waiting for the answer any more.
      if (this.#receivers.has(id)) this.say({ ...operation, id, authorization });
    } catch (error) {
      this.#receivers.get(id)?.(error as ClientError);
    }
  }

  async #dial(refused: boolean): Promise<void> {
    try {
      const { fields, expiresAt } = await credentials(this.#settings, refused);
      if (this.#phase === 'ended') return;
      this.expiresAt = expiresAt;
      const { WebSocket, realtime } = this.#settings;
      const socket = new WebSocket(realtime, [SUBPROTOCOL, encodeCredentials(fields)]);
      this.#socket = socket;
      socket.addEventListener('open', () => this.#opened());
      socket.addEventListener('message', ({ data }) => this.#heard(data));
      // The close says nothing that helps: AppSync closes with 1000 on failures too (amplify-android, EventsWebSocket).
      const lost = (): void => this.#fail(new ClientError('lost', 'The connection was lost.'));
      socket.addEventListener('close', lost);
      socket.addEventListener('error', lost);
    } catch (cause) {
      this.#fail(
        cause instanceof ClientError ? cause : new ClientError('lost', 'The connection was not made.', { cause }),
      );
    }
  }

  #opened(): void {
    if (this.#phase !== 'dialling') return;
    this.#phase = 'greeting';
    this.#stopTimer();
    this.#stopTimer = this.#within('AppSync did not acknowledge the connection');
    this.say({ type: 'connection_init' });
    this.#listener.opened(this);
  }

  #heard(received: unknown): void {
    if (this.#phase === 'ended') return;
    this.#heardAt = this.#settings.clock.now();
    const frame = parseFrame(received);
    if (frame?.type === 'connection_ack') this.#acknowledged(frame.connectionTimeoutMs);
    else if (frame?.type === 'connection_error')
      this.#fail(refusal('the connection', frame.errors, undefined, UNAUTHORIZED_AT_CONNECT));
    else if (frame) this.#receivers.get(frame.id)?.(frame);
  }

  #acknowledged(timeoutMs: unknown): void {
    if (this.#phase !== 'greeting') return;
    this.#phase = 'live';
    this.#stopTimer();
    if (typeof timeoutMs === 'number' && timeoutMs > 0) this.timeoutMs = timeoutMs;
    this.#listener.acknowledged(this);
  }

  #fail(error: ClientError): void {
    if (this.#phase === 'ended') return;
    this.end(error);
    this.#listener.ended(this, error);
  }

  #within(what: string): () => void {
    return this.#settings.clock.after(STEP_MS, () => this.#fail(new ClientError('timed-out', `${what} in time.`)));
  }
}
