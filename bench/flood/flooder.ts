// The process of a user who floods a channel: over many connections, each as fast as responses arrive.
import { newId } from '@parley/chat';
import { HttpConnection } from '../shared/http-connection.ts';
import type { ParleyAddress } from '../shared/parley-client.ts';
import { serveRequests } from '../shared/worker-process.ts';

/** The channel and the number of connections of a flood, and its duration after the first rejection. */
export type FloodRequest = { place: ParleyAddress; channel: string; connections: number; ms: number };

/** The result of the flood. */
export type Flood = { taken: number; refused: number };

serveRequests<FloodRequest>(async ({ place: { port, api, tokens }, channel, connections, ms }) => {
  const lines = Array.from({ length: connections }, () => new HttpConnection(port, tokens[0] as string));
  const isTaken = async (line: HttpConnection) => {
    const body = { id: newId(), message: 'buy' };
    for (;;) {
      const { status } = await line.ask('POST', `${api}/channels/${channel}/messages`, body);
      if (status === 200 || status === 201) return true;
      if (status === 429) return false;
      // A busy server: the message is neither stored nor rate-limited, and the same request is repeated.
      if (status !== 503) throw new Error(`The response to the flooder is ${status}.`);
    }
  };
  await Promise.all(
    lines.map(async (line) => {
      while (await isTaken(line));
    }),
  );
  const flood: Flood = { taken: 0, refused: 0 };
  const until = performance.now() + ms;
  await Promise.all(
    lines.map(async (line) => {
      while (performance.now() < until) flood[(await isTaken(line)) ? 'taken' : 'refused'] += 1;
    }),
  );
  for (const line of lines) line.close();
  return flood;
});
