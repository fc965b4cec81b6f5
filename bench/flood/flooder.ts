// The process of one person who floods a channel: over many connections, on each as fast as there are answers.
import { newId } from '@parley/chat';
import { HttpLine } from '../shared/http-connection.ts';
import type { ParleyPlace } from '../shared/parley-client.ts';
import { obey } from '../shared/worker-process.ts';

/** Where to flood, over how many connections, and for how long once the first message was refused. */
export type FloodOrder = { place: ParleyPlace; channel: string; connections: number; ms: number };

/** What became of the flood. */
export type Flood = { taken: number; refused: number };

obey<FloodOrder>(async ({ place: { port, api, tokens }, channel, connections, ms }) => {
  const lines = Array.from({ length: connections }, () => new HttpLine(port, tokens[0] as string));
  const isTaken = async (line: HttpLine) => {
    const { status } = await line.ask('POST', `${api}/channels/${channel}/messages`, { id: newId(), message: 'buy' });
    if (status !== 201 && status !== 429) throw new Error(`The flooder was answered with ${status}.`);
    return status === 201;
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
