// What every server of the bench has: it starts when asked, and tells what it has used.
import { obey, type Usage } from '../../shared/worker-process.ts';

/** Where a server is reached. `apiKey` only where one is needed. */
export type Place = { port: number; apiKey?: string };

type Question = { ask: 'start' } | { ask: 'usage'; settled: boolean };

/** Starts the server when the bench asks for it, and answers what CPU and memory the process has had. */
export function serve(start: () => Promise<Place>): void {
  obey<Question>(async (question) => {
    if (question.ask === 'start') return start();
    if (question.settled) collect();
    const { user, system } = process.cpuUsage();
    return { cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() } satisfies Usage;
  });
}

/** What a process comes to when it is left alone: pages that garbage of the handshakes holds open are given back. */
function collect(): void {
  const gc = globalThis.gc as ((options: object) => void) | undefined;
  gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
