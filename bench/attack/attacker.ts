// The process of a user who calls every route that writes, over many connections, each as fast as responses arrive.
import { newId, ROUTE_NAMES, ROUTES, type RouteName, routePath } from '@parley/chat';
import type { Flood, FloodRequest } from '../flood/flooder.ts';
import { HttpConnection } from '../shared/http-connection.ts';
import { serveRequests } from '../shared/worker-process.ts';

/** The routes that a user with a token can change something with. */
const WRITE_ROUTES = ROUTE_NAMES.filter((name) => ROUTES[name].method !== 'GET' && ROUTES[name].caller === 'user');

serveRequests<FloodRequest>(async ({ place: { port, api, tokens }, channel, connections, ms }) => {
  const token = tokens[0] as string;
  const { sub = '' } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub?: string };
  const statuses: Record<number, number> = {};
  const attack: Flood = { taken: 0, refused: 0, statuses };
  const until = performance.now() + ms;
  const lines = Array.from({ length: connections }, () => new HttpConnection(port, token));
  await Promise.all(
    lines.map(async (line, index) => {
      // At least each route once: the functions run before the measurement starts.
      for (let turn = index; turn < WRITE_ROUTES.length + index || performance.now() < until; turn++) {
        const name = WRITE_ROUTES[turn % WRITE_ROUTES.length] as RouteName;
        const values = { channel, userId: sub, code: newId(), seq: 1, fileId: 'AAAAAAAAAAAAAAAAAAAAAA', deviceId: 'd' };
        const { status } = await line.ask(ROUTES[name].method, api + routePath(name, values), bodyOf(name, turn, sub));
        attack[status < 300 ? 'taken' : 'refused'] += 1;
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    }),
  );
  for (const line of lines) line.close();
  return attack;
});

/** A body that the route accepts from a member, or one that costs it a look at the table. */
function bodyOf(name: RouteName, turn: number, userId: string): object {
  const bodies: Partial<Record<RouteName, object>> = {
    createChannel: { name: `attack-${turn}` },
    changeChannel: { topic: `attack ${turn}` },
    changeMember: { role: 'owner' },
    createReport: { seq: 1, reason: 'attack' },
    createInvitation: { hours: 1 },
    postMessage: { id: newId(), after: 0, message: 'x'.repeat(10_000) },
    moveReadCursor: { seq: 1 },
    sync: { channels: {} },
    changeProfile: { displayName: `Mallory ${turn}` },
    listProfiles: { userIds: [userId] },
  };
  return bodies[name] ?? {};
}
