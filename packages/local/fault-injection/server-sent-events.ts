// What happens, as server-sent events: first what is kept of the traces, then everything as it comes.
import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Faults } from './fault-injection.ts';

const READERS_MAX = 20;
// Who reads more slowly than this is let go; his browser asks again and gets what is kept.
const BACKLOG_MAX = 4 * 1024 * 1024;
// What happens within this leaves together.
const TOGETHER_MS = 50;

/** Everybody who reads along. */
export class Feed {
  readonly #faults: Faults;
  readonly #clock: Clock;
  readonly #readers = new Set<ServerResponse>();

  constructor(faults: Faults, clock: Clock) {
    this.#faults = faults;
    this.#clock = clock;
  }

  /** Ends it for everybody. */
  end(): void {
    for (const response of this.#readers) response.end();
  }

  /** Tells one reader until he leaves. */
  open(response: ServerResponse): void {
    if (this.#readers.size >= READERS_MAX) return void response.writeHead(503, { 'content-length': 0 }).end();
    this.#readers.add(response);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    let waiting: unknown[] = this.#faults.traces.all().flat();
    let cancel: (() => void) | undefined;
    const flush = () => {
      cancel = undefined;
      if (response.writableLength > BACKLOG_MAX) return void response.destroy();
      response.write(`event: state\ndata: ${JSON.stringify(this.#faults.state)}\n\n`);
      if (waiting.length > 0) response.write(`event: traces\ndata: ${JSON.stringify(waiting)}\n\n`);
      waiting = [];
    };
    const soon = () => {
      cancel ??= this.#clock.after(TOGETHER_MS, flush);
    };
    const stops = [
      this.#faults.heard(soon),
      this.#faults.traces.heard((event) => {
        waiting.push(event);
        soon();
      }),
    ];
    response.on('close', () => {
      this.#readers.delete(response);
      cancel?.();
      for (const stop of stops) stop();
    });
    flush();
  }
}
