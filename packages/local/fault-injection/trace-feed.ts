// The feed of the fault page, as server-sent events: the traces kept so far, then every new step and every change of the rules.
import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { FaultInjection } from './fault-injection.ts';

const READERS_MAX = 20;
// A reader with more unread bytes is disconnected; its browser reconnects and receives the traces that are kept.
const BACKLOG_MAX = 4 * 1024 * 1024;
// Events within this time are sent together.
const BATCH_MS = 50;

/** The open feeds of one engine. */
export class TraceFeed {
  readonly #faults: FaultInjection;
  readonly #clock: Clock;
  readonly #readers = new Set<ServerResponse>();

  constructor(faults: FaultInjection, clock: Clock) {
    this.#faults = faults;
    this.#clock = clock;
  }

  /** Ends every feed. */
  stop(): void {
    for (const response of this.#readers) response.end();
  }

  /** Sends events to one reader until it disconnects. */
  open(response: ServerResponse): void {
    if (this.#readers.size >= READERS_MAX) return void response.writeHead(503, { 'content-length': 0 }).end();
    this.#readers.add(response);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    let pending: unknown[] = this.#faults.traces.all().flat();
    let cancel: (() => void) | undefined;
    const flush = () => {
      cancel = undefined;
      if (response.writableLength > BACKLOG_MAX) return void response.destroy();
      response.write(`event: state\ndata: ${JSON.stringify(this.#faults.state)}\n\n`);
      if (pending.length > 0) response.write(`event: traces\ndata: ${JSON.stringify(pending)}\n\n`);
      pending = [];
    };
    const schedule = () => {
      cancel ??= this.#clock.after(BATCH_MS, flush);
    };
    const unsubscribe = [
      this.#faults.subscribe(schedule),
      this.#faults.traces.subscribe((event) => {
        pending.push(event);
        schedule();
      }),
    ];
    response.on('close', () => {
      this.#readers.delete(response);
      cancel?.();
      for (const stop of unsubscribe) stop();
    });
    flush();
  }
}
