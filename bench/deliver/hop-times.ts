// The time that messages spend in each hop, from the engine's traces.

/** The durations between two trace events, in milliseconds. */
export type Span = { title: string; p50: number; p99: number };

type Note = { hop: string; at: number; step: string };
type Mark = readonly [hop: string, step: string];

/** The spans between trace events; the last event of a kind counts, because earlier ones belong to lost attempts. */
const SPANS: readonly { title: string; from: Mark; to: Mark }[] = [
  {
    title: 'HTTP API, from the verified token to the call of the function',
    from: ['http', 'received'],
    to: ['handler', 'called'],
  },
  { title: 'function, up to its transaction', from: ['handler', 'called'], to: ['table', 'received'] },
  { title: 'transaction, until it is on disk', from: ['table', 'received'], to: ['table', 'on disk'] },
  { title: 'function, up to its answer', from: ['table', 'on disk'], to: ['handler', 'returned'] },
  { title: 'HTTP API, answer', from: ['handler', 'returned'], to: ['http', 'answered'] },
  { title: 'stream and pipe', from: ['stream', 'read'], to: ['destination', 'called'] },
  {
    title: 'API destination to AppSync, its key and its handler',
    from: ['destination', 'called'],
    to: ['broadcast', 'published'],
  },
  { title: 'broadcast, up to the last socket', from: ['broadcast', 'published'], to: ['socket', 'sent'] },
];

/** Reads the traces of a Parley; `control` is their address. */
export async function hopsOf(control: string): Promise<Span[]> {
  const answer = await fetch(new URL('traces', control));
  const traces = (await answer.json()) as Note[][];
  return SPANS.flatMap(({ title, from, to }) => {
    const spans = traces
      .map((trace) => between(trace, from, to))
      .filter((span) => span !== undefined)
      .sort((a, b) => a - b);
    const at = (share: number) => spans[Math.floor((spans.length - 1) * share)] as number;
    return spans.length === 0 ? [] : [{ title, p50: at(0.5), p99: at(0.99) }];
  });
}

function between(trace: readonly Note[], from: Mark, to: Mark): number | undefined {
  const [begin, end] = [from, to].map(([hop, step]) =>
    trace.findLast((note) => note.hop === hop && note.step === step),
  );
  return begin && end && Math.max(0, end.at - begin.at);
}
