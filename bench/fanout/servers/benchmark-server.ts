// The common part of the benchmark's servers: they start on request and report their resource usage.
import { serveRequests, type Usage } from '../../shared/worker-process.ts';

/** The address of a server, with an `apiKey` if it needs one. */
export type Place = { port: number; apiKey?: string };

type Question = { ask: 'start' } | { ask: 'usage'; settled: boolean };

/** Starts the server on request, and reports CPU time and memory of the process. */
export function serve(start: () => Promise<Place>): void {
  serveRequests<Question>(async (question) => {
    if (question.ask === 'start') return start();
    if (question.settled) collect();
    const { user, system } = process.cpuUsage();
    return { cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() } satisfies Usage;
  });
}

/** Collects garbage, so that the memory of the handshakes is released as in an idle process. */
function collect(): void {
  const gc = globalThis.gc as ((options: object) => void) | undefined;
  gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
