// One WebSocket that speaks the AppSync Events protocol: handshake, frames, and the routing of responses by id.

import { type ClientFrame, CONNECTION_TIMEOUT_MS, encodeCredentials, SUBPROTOCOL } from '@parley/wire';
import { ClientError, clientErrorFrom, clientErrorOf, UNAUTHORIZED_AT_CONNECT } from './errors.ts';
import { type Frame, parseFrame } from './frames.ts';
import { fetchCredentials, type Settings, type Socket } from './options.ts';

// For opening (credentials included), and again for `connection_ack`: aws-amplify waits this long for the latter.
const HANDSHAKE_TIMEOUT_MS = 15_000;

/** Receives the lifecycle of a socket. `onClose` is called exactly once, unless the owner itself closed the socket. */
export type SocketListener = {
  onOpen(socket: ProtocolSocket): void;
  onAcknowledge(socket: ProtocolSocket): void;
  onClose(socket: ProtocolSocket, error: ClientError): void;
};

/** An operation of AppSync; the socket adds the id and the credentials. */
export type Operation =
  | { type: 'subscribe'; channel: string }
  | { type: 'publish'; channel: string; events: readonly string[] };

/** Receives the frames with one id; a `ClientError` means that no more follow. */
export type ResponseHandler = (response: Frame | ClientError) => void;

/** One WebSocket connection to AppSync. It does not reconnect: the owner replaces it by another. */
export class ProtocolSocket {
  readonly #settings: Settings;
  readonly #listener: SocketListener;
  readonly #handlers = new Map<unknown, ResponseHandler>();
  /** The silence after which AppSync itself considers the connection lost. */
  timeoutMs = CONNECTION_TIMEOUT_MS;
  /** When the credentials that opened the socket expire. */
  expiresAt: number | undefined;
  #phase: 'connecting' | 'handshaking' | 'live' | 'closed' = 'connecting';
  #webSocket: Socket | undefined;
  #cancelTimeout: () => void;
  #lastMessageAt = 0;

  /** `renew` says that AppSync refused the credentials of the previous socket. */
  constructor(settings: Settings, listener: SocketListener, renew = false) {
    this.#settings = settings;
    this.#listener = listener;
    this.#cancelTimeout = this.#failAfterTimeout('The connection did not open');
    void this.#connect(renew);
  }

  get live(): boolean {
    return this.#phase === 'live';
  }

  /** The time since the last message of any kind. */
  get silenceMs(): number {
    const now = this.#settings.clock.now();
    // After the clock was set back, the silence would seem shorter by that amount.
    if (now < this.#lastMessageAt) this.#lastMessageAt = now;
    return now - this.#lastMessageAt;
  }

  /**
   * Sends an operation with current credentials and a new id, and returns the id. The handler receives every frame with
   * that id until it is forgotten, or an error if there will be none.
   */
  request(operation: Operation, handler: ResponseHandler): string {
    const id = this.#settings.newId();
    this.#handlers.set(id, handler);
    void this.#authorizeAndSend(id, operation);
    return id;
  }

  /** Stops passing on the frames with this id. */
  forget(id: string): void {
    this.#handlers.delete(id);
  }

  send(frame: ClientFrame): void {
    if (this.#phase !== 'closed') this.#webSocket?.send(JSON.stringify(frame));
  }

  /** Closes the socket without calling `onClose`; all pending requests receive the error. */
  close(error: ClientError): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.#cancelTimeout();
    this.#webSocket?.close();
    const handlers = [...this.#handlers.values()];
    this.#handlers.clear();
    for (const handler of handlers) handler(error);
  }

  /** Closes the socket after a delay, during which its successor takes over. */
  closeAfter(delayMs: number): void {
    const replaced = (): void => this.#fail(new ClientError('lost', 'The connection was replaced.'));
    this.#cancelTimeout = this.#settings.clock.after(delayMs, replaced);
  }

  async #authorizeAndSend(id: string, operation: Operation): Promise<void> {
    try {
      const { fields: authorization } = await fetchCredentials(this.#settings);
      // The request may have been cancelled meanwhile.
      if (this.#handlers.has(id)) this.send({ ...operation, id, authorization });
    } catch (error) {
      this.#handlers.get(id)?.(error as ClientError);
    }
  }

  async #connect(renew: boolean): Promise<void> {
    try {
      const { fields, expiresAt } = await fetchCredentials(this.#settings, renew);
      if (this.#phase === 'closed') return;
      this.expiresAt = expiresAt;
      const { WebSocket, realtime } = this.#settings;
      const webSocket = new WebSocket(realtime, [SUBPROTOCOL, encodeCredentials(fields)]);
      this.#webSocket = webSocket;
      webSocket.addEventListener('open', () => this.#handshake());
      webSocket.addEventListener('message', ({ data }) => this.#receive(data));
      // The close code does not help: AppSync closes with 1000 on failures too (amplify-android, EventsWebSocket).
      const lost = (): void => this.#fail(new ClientError('lost', 'The connection was lost.'));
      webSocket.addEventListener('close', lost);
      webSocket.addEventListener('error', lost);
    } catch (cause) {
      this.#fail(clientErrorOf(cause, 'The connection could not be opened.'));
    }
  }

  #handshake(): void {
    if (this.#phase !== 'connecting') return;
    this.#phase = 'handshaking';
    this.#cancelTimeout();
    this.#cancelTimeout = this.#failAfterTimeout('AppSync did not acknowledge the connection');
    this.send({ type: 'connection_init' });
    this.#listener.onOpen(this);
  }

  #receive(data: unknown): void {
    if (this.#phase === 'closed') return;
    this.#lastMessageAt = this.#settings.clock.now();
    const frame = parseFrame(data);
    if (frame?.type === 'connection_ack') this.#acknowledge(frame.connectionTimeoutMs);
    else if (frame?.type === 'connection_error')
      this.#fail(clientErrorFrom('the connection', frame.errors, undefined, UNAUTHORIZED_AT_CONNECT));
    else if (frame) this.#handlers.get(frame.id)?.(frame);
  }

  #acknowledge(timeoutMs: unknown): void {
    if (this.#phase !== 'handshaking') return;
    this.#phase = 'live';
    this.#cancelTimeout();
    if (typeof timeoutMs === 'number' && timeoutMs > 0) this.timeoutMs = timeoutMs;
    this.#listener.onAcknowledge(this);
  }

  #fail(error: ClientError): void {
    if (this.#phase === 'closed') return;
    this.close(error);
    this.#listener.onClose(this, error);
  }

  #failAfterTimeout(failure: string): () => void {
    return this.#settings.clock.after(HANDSHAKE_TIMEOUT_MS, () =>
      this.#fail(new ClientError('timed-out', `${failure} in time.`)),
    );
  }
}
