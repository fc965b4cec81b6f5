// Publishes over the WebSocket: each waits for a line, is sent once, and waits for its answer.

import type { PublishResult } from '@parley/wire';
import { ClientError, refusal } from './errors.ts';
import type { Line } from './protocol-socket.ts';
import type { Settings } from './options.ts';
import { parseResult } from './publish-result.ts';

// From the call to the answer. Longer than AppSync takes for any publish that it will answer.
const ANSWER_MS = 15_000;
// AppSync takes 25 a second on one connection ("AppSync endpoints and quotas"): more would not be answered in time.
const MOST_PENDING = 25 * 15;

type Publication = { send(line: Line): void; fail(error: ClientError): void };

/** The publishes that have no answer yet. */
export class Publications {
  readonly #settings: Settings;
  /** Those that still look for a line. */
  readonly #waiting = new Set<Publication>();
  #pending = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Takes a publish in. It is sent by the next `flush`, and never a second time. */
  add(channel: string, events: readonly string[]): Promise<PublishResult> {
    if (this.#pending >= MOST_PENDING) throw new ClientError('too-large', 'Too many publishes have no answer yet.');
    this.#pending++;
    const { promise, resolve, reject: fail } = Promise.withResolvers<PublishResult>();
    let forget = (): void => {};
    const send = (line: Line): void => {
      const id = line.request({ type: 'publish', channel, events }, (answer) => {
        if (answer instanceof ClientError) fail(answer);
        else if (answer.type === 'publish_success') resolve(parseResult(answer));
        // `error` is what AppSync answers to what it cannot read or place.
        else if (answer.type === 'publish_error' || answer.type === 'error') fail(refusal(channel, answer.errors));
      });
      forget = () => line.forget(id);
    };
    const publication = { send, fail };
    this.#waiting.add(publication);
    const stopTimer = this.#settings.clock.after(ANSWER_MS, () => {
      const missing = this.#waiting.delete(publication) ? 'connection' : 'answer';
      fail(new ClientError('timed-out', `The publish to ${channel} had no ${missing} in time.`));
    });
    return promise.finally(() => {
      this.#pending--;
      stopTimer();
      // What is not sent by now must not be sent any more.
      forget();
    });
  }

  /** Sends what waits on a line that is live. */
  flush(line: Line): void {
    for (const publication of this.#take()) publication.send(line);
  }

  /** Gives up what waits for a line. */
  fail(error: ClientError): void {
    for (const publication of this.#take()) publication.fail(error);
  }

  #take(): Publication[] {
    const taken = [...this.#waiting];
    this.#waiting.clear();
    return taken;
  }
}
