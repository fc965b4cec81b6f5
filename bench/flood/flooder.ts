// The process of a user who floods a channel: over many connections, each as fast as responses arrive.
import { MessageSender } from '../../harness/message-sender.ts';
import { HttpConnection } from '../shared/http-connection.ts';
import type { ParleyAddress } from '../shared/parley-client.ts';
import { serveRequests } from '../shared/worker-process.ts';

/** The channel and the number of connections of a flood, and its duration after the first rejection. */
export type FloodRequest = { place: ParleyAddress; channel: string; connections: number; ms: number };

/** The result of the flood. */
export type Flood = { taken: number; refused: number; statuses?: Record<number, number> };

serveRequests<FloodRequest>(async ({ place: { port, api, tokens }, channel, connections, ms }) => {
  const lines = Array.from({ length: connections }, () => new HttpConnection(port, tokens[0] as string));
  const senders = lines.map((line) => new MessageSender(line.api(api)));
  const isTaken = async (sender: MessageSender) => {
    for (;;) {
      const { status } = await sender.post(channel, { message: 'buy' });
      if (status === 200 || status === 201) return true;
      if (status === 429) return false;
      // A busy server: the message is neither stored nor rate-limited, and the request is repeated.
      if (status !== 503) throw new Error(`The response to the flooder is ${status}.`);
    }
  };
  await Promise.all(
    senders.map(async (sender) => {
      while (await isTaken(sender));
    }),
  );
  const flood: Flood = { taken: 0, refused: 0 };
  const until = performance.now() + ms;
  await Promise.all(
    senders.map(async (sender) => {
      while (performance.now() < until) flood[(await isTaken(sender)) ? 'taken' : 'refused'] += 1;
    }),
  );
  for (const line of lines) line.close();
  return flood;
});
