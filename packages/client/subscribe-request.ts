// One ask: one subscribe, with one id, on one line.

import { type AskHappening, type AskState, NEXT_OF_ASK } from './subscribe-request-state.ts';
import { ClientError, refusal } from './errors.ts';
import type { Frame } from './frames.ts';
import type { Line } from './protocol-socket.ts';
import type { Settings } from './options.ts';

// What aws-amplify waits for `subscribe_success`.
const ANSWER_MS = 15_000;

/** What an ask tells its subscription: its state changed, its time is over, an event came, an event is known to be lost. */
export type AskListener = {
  changed(ask: Ask, error?: ClientError): void;
  overdue(ask: Ask, error: ClientError): void;
  heard(ask: Ask, event: unknown): void;
  missed(error: ClientError): void;
};

/** Listens to a channel on one line, under an id of its own. */
export class Ask {
  readonly line: Line;
  readonly #id: string;
  readonly #channel: string;
  readonly #listener: AskListener;
  readonly #stopTimer: () => void;
  #state: AskState = 'asking';
  #error: ClientError;

  constructor(line: Line, channel: string, { clock }: Settings, listener: AskListener) {
    this.line = line;
    this.#channel = channel;
    this.#listener = listener;
    this.#error = new ClientError('timed-out', `AppSync did not answer for ${channel}.`);
    this.#stopTimer = clock.after(ANSWER_MS, () => this.#late());
    this.#id = line.request({ type: 'subscribe', channel }, (answer) => this.#receive(answer));
  }

  get state(): AskState {
    return this.#state;
  }

  /** Nobody listens any more. */
  stop(): void {
    this.#happen('stop');
  }

  #receive(answer: Frame | ClientError): void {
    if (answer instanceof ClientError) this.#fail(answer);
    else if (answer.type === 'data') this.#hear(answer.event);
    else if (answer.type === 'subscribe_success') this.#happen('accepted');
    else {
      const error = refusal(this.#channel, answer.errors);
      if (answer.type === 'broadcast_error') this.#listener.missed(new ClientError('lost', error.message));
      // `error` is what AppSync answers to what it cannot read or place.
      if (answer.type === 'subscribe_error' || answer.type === 'error') this.#happen('refused', error);
    }
  }

  #fail(error: ClientError): void {
    if (!this.line.live) this.#happen('lost', error);
    // Credentials that may be there in a moment are asked for again when this ask is overdue.
    else if (error.retryable) this.#error = error;
    else this.#happen('refused', error);
  }

  #hear(event: unknown): void {
    if (this.#state === 'live' || this.#state === 'asking') this.#listener.heard(this, event);
  }

  #late(): void {
    if (this.#state === 'asking') this.#listener.overdue(this, this.#error);
  }

  #happen(happening: AskHappening, error?: ClientError): void {
    const before = this.#state;
    this.#state = NEXT_OF_ASK[before][happening];
    if (this.#state === before) return;
    this.#stopTimer();
    if (this.#state === 'gone') {
      this.line.forget(this.#id);
      const isEstablished = happening === 'accepted' || (before === 'live' && happening === 'stop');
      if (isEstablished) this.line.say({ type: 'unsubscribe', id: this.#id });
    }
    this.#listener.changed(this, error);
  }
}
