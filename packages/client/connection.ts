// The long-lived connection: opens sockets, reconnects after a loss, and replaces a socket before it expires.

import { CONNECTION_LIFE_MS, KEEP_ALIVE_MS } from '@parley/wire';
import { delayAfterLoss, delayAfterRefusal } from './backoff.ts';
import { type ConnectionState, type ConnectionTrigger, nextConnectionState } from './connection-state.ts';
import { ClientError } from './errors.ts';
import type { Settings } from './options.ts';
import { ProtocolSocket, type SocketListener } from './protocol-socket.ts';

// A keep-alive is due each minute; a socket without one is suspected to be dead, after the same time as in aws-amplify.
const SUSPECT_AFTER_MS = KEEP_ALIVE_MS + 5_000;
// How often the socket is checked: soon enough after a laptop's sleep for its user not to wait.
const CHECK_INTERVAL_MS = 10_000;
// A check this late means that the machine slept. Browsers run the timers of a hidden page once a minute.
const SLEEP_THRESHOLD_MS = 120_000;
// After a connection of this length, the next delay is a first delay again.
const STABLE_AFTER_MS = 30_000;
// AppSync ends a connection after a day. The client renews it between an hour and half an hour before, so that clients
// that connected together do not renew together, and so that there is time for another attempt.
const RENEW_AFTER_MS = CONNECTION_LIFE_MS - 60 * 60_000;
const RENEW_JITTER_MS = 30 * 60_000;
const RENEW_RETRY_MS = 10 * 60_000;
// Before the credentials expire, in time for a hidden page, whose timers run once a minute. AppSync is neither documented
// nor reported to end a connection then; its checks at subscribe and publish are, and removed members must receive nothing.
const EXPIRY_MARGIN_MS = 2 * 60_000;
// Both sockets stay open for as long as two subscribe requests may take. AppSync was observed to lose events on a new
// socket whose predecessor was closed less than 3 s before (field measurement, 2026).
const OVERLAP_MS = 30_000;

/** Details of the state: when the next attempt is, and why there is no connection now. */
export type ConnectionDetail = { retryAt?: number; error?: ClientError };

/** The owner of a connection. */
export type ConnectionListener = {
  /** Whether anything needs the connection that was lost. */
  isNeeded(): boolean;
  onStateChange(state: ConnectionState, detail: ConnectionDetail): void;
  /** A socket is live: subscribe and publish on it. `mayHaveMissed` when the one before it is suspected to be dead. */
  onLive(socket: ProtocolSocket, mayHaveMissed: boolean): void;
};

/** Keeps one socket live for as long as it is needed. */
export class Connection implements SocketListener {
  readonly #settings: Settings;
  readonly #listener: ConnectionListener;
  /** Sockets that were replaced and stay open for the overlap. */
  readonly #retiring = new Set<ProtocolSocket>();
  #state: ConnectionState = 'idle';
  #detail: ConnectionDetail = {};
  #socket: ProtocolSocket | undefined;
  /** A second socket, which takes over when it is acknowledged. */
  #successor: ProtocolSocket | undefined;
  #isSuspected = false;
  #liveSince = 0;
  #renewAt = 0;
  #consecutiveLosses = 0;
  #consecutiveRefusals = 0;
  #cancelTimer: () => void = () => {};

  constructor(settings: Settings, listener: ConnectionListener) {
    this.#settings = settings;
    this.#listener = listener;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get detail(): ConnectionDetail {
    return this.#detail;
  }

  /** The live socket, if there is one. */
  get socket(): ProtocolSocket | undefined {
    return this.#socket?.live ? this.#socket : undefined;
  }

  /** Connects, unless it is connected or about to retry. */
  connect(): void {
    this.#transition('needed');
  }

  /** Connects now instead of waiting; checks a live socket. */
  wake(): void {
    this.#retry();
    this.#check();
  }

  /** Replaces the socket, which may be dead; it stays in use until its successor is live. */
  suspect(): void {
    if (!this.socket) return;
    this.#isSuspected = true;
    this.#openSuccessor();
  }

  /** Closes all sockets. */
  disconnect(error: ClientError): void {
    this.#closeSockets(error);
    for (const socket of this.#retiring) socket.close(error);
    this.#retiring.clear();
    this.#transition('unneeded');
  }

  close(): void {
    const error = new ClientError('closed', 'The client is closed. Create a new one.');
    this.#transition('close', { error });
    this.disconnect(error);
  }

  onOpen(socket: ProtocolSocket): void {
    if (socket === this.#socket) this.#transition('opened');
  }

  onAcknowledge(socket: ProtocolSocket): void {
    if (socket === this.#successor) this.#promote(socket);
    this.#liveSince = this.#settings.clock.now();
    this.#renewAt = this.#liveSince + RENEW_AFTER_MS + this.#settings.random() * RENEW_JITTER_MS;
    // Credentials that expire too soon, for example because they were not renewed yet, must not cause one socket after another.
    if (socket.expiresAt)
      this.#renewAt = Math.min(
        this.#renewAt,
        Math.max(socket.expiresAt - EXPIRY_MARGIN_MS, this.#liveSince + RENEW_RETRY_MS),
      );
    const mayHaveMissed = this.#isSuspected;
    this.#isSuspected = false;
    this.#transition('acknowledged');
    if (socket !== this.socket) return;
    this.#scheduleCheck();
    this.#listener.onLive(socket, mayHaveMissed);
  }

  onClose(socket: ProtocolSocket, error: ClientError): void {
    this.#retiring.delete(socket);
    if (socket === this.#socket) this.#fail(error);
    if (socket !== this.#successor) return;
    this.#successor = undefined;
    this.#renewAt = this.#settings.clock.now() + RENEW_RETRY_MS;
    // Two signs of a dead network: the socket is suspected, and its successor failed.
    if (this.#isSuspected) this.#fail(error);
  }

  #openSuccessor(): void {
    this.#successor ??= new ProtocolSocket(this.#settings, this);
  }

  #promote(socket: ProtocolSocket): void {
    if (this.#socket) this.#retiring.add(this.#socket);
    this.#socket?.closeAfter(OVERLAP_MS);
    this.#socket = socket;
    this.#successor = undefined;
  }

  #closeSockets(error: ClientError): void {
    const sockets = [this.#socket, this.#successor];
    // Before the sockets are closed, so that a handler that receives the error finds no live socket.
    this.#socket = this.#successor = undefined;
    for (const socket of sockets) socket?.close(error);
  }

  #fail(error: ClientError): void {
    this.#closeSockets(error);
    const now = this.#settings.clock.now();
    if (this.#state === 'live' && now - this.#liveSince >= STABLE_AFTER_MS)
      this.#consecutiveLosses = this.#consecutiveRefusals = 0;
    const detail = { retryAt: now + this.#nextDelayMs(error), error };
    if (error.code === 'unauthorized' && this.#consecutiveRefusals === 1) this.#transition('unauthorized', detail);
    else this.#transition(this.#listener.isNeeded() ? 'lost' : 'unneeded', detail);
  }

  #nextDelayMs({ code }: ClientError): number {
    const { random } = this.#settings;
    // The first refusal causes an attempt with new credentials at once; the second is the first with a delay.
    if (code === 'unauthorized') return delayAfterRefusal(Math.max(0, this.#consecutiveRefusals++ - 1), random);
    return delayAfterLoss(this.#consecutiveLosses++, random);
  }

  /** Checks whether the socket is dead, suspected to be dead, or due for renewal. */
  #check(): void {
    const { socket } = this;
    if (!socket) return;
    if (socket.silenceMs >= socket.timeoutMs) this.#fail(new ClientError('lost', 'The connection was silent.'));
    else if (socket.silenceMs >= SUSPECT_AFTER_MS) this.suspect();
    else if (this.#settings.clock.now() >= this.#renewAt) this.#openSuccessor();
  }

  #scheduleCheck(): void {
    const { clock } = this.#settings;
    const dueAt = clock.now() + CHECK_INTERVAL_MS;
    this.#cancelTimer();
    this.#cancelTimer = clock.after(CHECK_INTERVAL_MS, () => {
      if (clock.now() - dueAt >= SLEEP_THRESHOLD_MS) this.suspect();
      this.#check();
      if (this.socket) this.#scheduleCheck();
    });
  }

  #retry(): void {
    if (this.#listener.isNeeded()) this.#transition('retry');
    else if (this.#state === 'waiting') this.#transition('unneeded');
  }

  #transition(trigger: ConnectionTrigger, detail: ConnectionDetail = {}): void {
    const state = nextConnectionState(this.#state, trigger);
    if (state === this.#state) return;
    this.#state = state;
    this.#detail = state === 'waiting' || state === 'closed' ? detail : {};
    this.#cancelTimer();
    this.#listener.onStateChange(state, this.#detail);
    // A listener may have woken or closed the connection.
    if (this.#state !== state) return;
    if (state === 'connecting') this.#socket = new ProtocolSocket(this.#settings, this, this.#consecutiveRefusals > 0);
    if (state === 'waiting') this.#scheduleRetry(detail.retryAt ?? 0);
  }

  #scheduleRetry(retryAt: number): void {
    this.#cancelTimer = this.#settings.clock.after(retryAt - this.#settings.clock.now(), () => this.#retry());
  }
}
