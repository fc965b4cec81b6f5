// Many lines in a row: dials, waits, dials again, and replaces a line before it ends.

import { CONNECTION_LIFE_MS, KEEP_ALIVE_MS } from '@parley/wire';
import { waitAfterLoss, waitAfterRefusal } from './backoff.ts';
import { ClientError } from './errors.ts';
import { Line, type LineListener } from './protocol-socket.ts';
import type { Settings } from './options.ts';
import { type ConnectionState, type Happening, NEXT } from './connection-state.ts';

// A keep-alive is due each minute; a line without one is suspected as early as aws-amplify does it.
const SUSPECT_MS = KEEP_ALIVE_MS + 5_000;
// How often the line is looked at: soon enough after a laptop's sleep for its user not to wait.
const LOOK_MS = 10_000;
// A look this late means that the machine slept. Browsers let a hidden page's timers run once a minute.
const SLEPT_MS = 120_000;
// A line that lived this long was a good one: the next wait is a first wait again.
const STEADY_MS = 30_000;
// AppSync ends a connection after a day. Between an hour and half an hour before, so that clients who came together do
// not renew together, and so that there is time to try again.
const RENEW_MS = CONNECTION_LIFE_MS - 60 * 60_000;
const RENEW_SPREAD_MS = 30 * 60_000;
const RENEW_AGAIN_MS = 10 * 60_000;
// Before the credentials end, in time for a hidden page, whose timers run once a minute. That AppSync ends a connection then
// is neither documented nor reported; its checks at subscribe and publish are, and removed members must not listen on.
const EXPIRES_MS = 2 * 60_000;
// Two lines stay open together for as long as two subscribes may take. AppSync was seen to lose events on a new socket
// whose predecessor was closed less than 3 s before (field measurement, 2026).
const OVERLAP_MS = 30_000;

/** What is known beside the state: when the next attempt is, and why there is none now. */
export type ConnectionDetail = { retryAt?: number; error?: ClientError };

/** What a connection asks of its owner and tells it. */
export type ConnectionListener = {
  /** Whether anything is waiting for a connection that is lost now. */
  isNeeded(): boolean;
  changed(state: ConnectionState, detail: ConnectionDetail): void;
  /** A line is live: ask on it, send on it. */
  greeted(line: Line): void;
};

/** Keeps one line live for as long as it is needed. */
export class Connection implements LineListener {
  readonly #settings: Settings;
  readonly #listener: ConnectionListener;
  /** Lines that were replaced and go on for a while. */
  readonly #retiring = new Set<Line>();
  #state: ConnectionState = 'idle';
  #detail: ConnectionDetail = {};
  #line: Line | undefined;
  /** A second line that takes over when it is acknowledged. */
  #spare: Line | undefined;
  #isSuspected = false;
  #greetedAt = 0;
  #renewAt = 0;
  #lostInARow = 0;
  #refusedInARow = 0;
  #stopTimer: () => void = () => {};

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

  /** The line to send on, if there is one now. */
  get line(): Line | undefined {
    return this.#line?.live ? this.#line : undefined;
  }

  need(): void {
    this.#happen('needed');
  }

  /** Dials now instead of waiting; a line that is live is looked at. */
  wake(): void {
    this.#due();
    this.#look();
  }

  /** Replaces the line, which may lead nowhere; it goes on until the new one is there. */
  suspect(): void {
    if (!this.line) return;
    this.#isSuspected = true;
    this.#replace();
  }

  close(): void {
    const error = new ClientError('closed', 'The client is closed. Make a new one.');
    this.#happen('close', { error });
    this.#hangUp(error);
    for (const line of this.#retiring) line.end(error);
  }

  opened(line: Line): void {
    if (line === this.#line) this.#happen('opened');
  }

  acknowledged(line: Line): void {
    if (line === this.#spare) this.#promote(line);
    this.#greetedAt = this.#settings.clock.now();
    this.#renewAt = this.#greetedAt + RENEW_MS + this.#settings.random() * RENEW_SPREAD_MS;
    // Credentials that end too soon, as when nobody has renewed them yet, must not make one line after another.
    if (line.expiresAt)
      this.#renewAt = Math.min(this.#renewAt, Math.max(line.expiresAt - EXPIRES_MS, this.#greetedAt + RENEW_AGAIN_MS));
    this.#isSuspected = false;
    this.#happen('acknowledged');
    if (line !== this.line) return;
    this.#lookLater();
    this.#listener.greeted(line);
  }

  ended(line: Line, error: ClientError): void {
    this.#retiring.delete(line);
    if (line === this.#line) this.#lose(error);
    if (line !== this.#spare) return;
    this.#spare = undefined;
    this.#renewAt = this.#settings.clock.now() + RENEW_AGAIN_MS;
    // Two bad signs: the line is suspected, and its replacement failed.
    if (this.#isSuspected) this.#lose(error);
  }

  #replace(): void {
    this.#spare ??= new Line(this.#settings, this);
  }

  #promote(line: Line): void {
    if (this.#line) this.#retiring.add(this.#line);
    this.#line?.retire(OVERLAP_MS);
    this.#line = line;
    this.#spare = undefined;
  }

  #hangUp(error: ClientError): void {
    const lines = [this.#line, this.#spare];
    // First of all, so that who hears of the end finds no line.
    this.#line = this.#spare = undefined;
    for (const line of lines) line?.end(error);
  }

  #lose(error: ClientError): void {
    this.#hangUp(error);
    const now = this.#settings.clock.now();
    if (this.#state === 'live' && now - this.#greetedAt >= STEADY_MS) this.#lostInARow = this.#refusedInARow = 0;
    const detail = { retryAt: now + this.#nextWaitMs(error), error };
    if (error.code === 'unauthorized' && this.#refusedInARow === 1) this.#happen('stale', detail);
    else this.#happen(this.#listener.isNeeded() ? 'lost' : 'unneeded', detail);
  }

  #nextWaitMs({ code }: ClientError): number {
    const { random } = this.#settings;
    // The first refusal is answered at once, with new credentials; the second is the first that is waited for.
    if (code === 'unauthorized') return waitAfterRefusal(Math.max(0, this.#refusedInARow++ - 1), random);
    return waitAfterLoss(this.#lostInARow++, random);
  }

  /** Looks whether the line still deserves trust. */
  #look(): void {
    const line = this.line;
    if (!line) return;
    if (line.silenceMs >= line.timeoutMs) this.#lose(new ClientError('lost', 'The connection was silent.'));
    else if (line.silenceMs >= SUSPECT_MS) this.suspect();
    else if (this.#settings.clock.now() >= this.#renewAt) this.#replace();
  }

  #lookLater(): void {
    const { clock } = this.#settings;
    const dueAt = clock.now() + LOOK_MS;
    this.#stopTimer();
    this.#stopTimer = clock.after(LOOK_MS, () => {
      if (clock.now() - dueAt >= SLEPT_MS) this.suspect();
      this.#look();
      if (this.line) this.#lookLater();
    });
  }

  #due(): void {
    if (this.#state === 'waiting') this.#happen(this.#listener.isNeeded() ? 'due' : 'unneeded');
  }

  #happen(happening: Happening, detail: ConnectionDetail = {}): void {
    const state = NEXT[this.#state][happening];
    if (state === this.#state) return;
    this.#state = state;
    this.#detail = state === 'waiting' || state === 'closed' ? detail : {};
    this.#stopTimer();
    this.#listener.changed(state, this.#detail);
    // Whoever was told may have woken or closed the connection.
    if (this.#state !== state) return;
    if (state === 'dialling') this.#line = new Line(this.#settings, this, this.#refusedInARow > 0);
    if (state === 'waiting') this.#dialAt(detail.retryAt ?? 0);
  }

  #dialAt(moment: number): void {
    this.#stopTimer = this.#settings.clock.after(moment - this.#settings.clock.now(), () => this.#due());
  }
}
