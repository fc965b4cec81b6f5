// The benchmark of the whole way: a message from its sender through table, stream and pipe to a hundred screens.
import { type Measured, measure } from './measure.ts';
import { FULL, QUICK } from './scenarios.ts';
import { startParley } from './servers/parley.ts';

/** What to run. */
export type DeliverOptions = {
  /** A smoke run: small, once. @default false */
  quick?: boolean;
  /** @default 3, or 1 when quick */
  rounds?: number;
  /** A folder for CPU profiles of the servers. */
  profile?: string;
  /** Hears what goes on. */
  say: (line: string) => void;
};

/** AWS delivers 300 a second unless the quota is raised; here the machine is to be the limit. */
const RAISED = ['--calls-per-second', '5000'];

/** Runs every contestant once in each round, so that what else the machine does meets all of them alike. */
export async function deliver({ quick = false, rounds, profile, say }: DeliverOptions): Promise<Measured[]> {
  const plan = quick ? QUICK : FULL;
  const channels = Array.from({ length: plan.channels }, (_, index) => `bench-${index + 1}`);
  const results: Measured[] = [];
  for (let round = 1; round <= (rounds ?? (quick ? 1 : 3)); round++) {
    say(`Round ${round}, parley`);
    const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
    const server = await startParley(channels, { flags, options: quick ? [] : RAISED });
    try {
      const { place } = server;
      results.push(...(await measure('parley', { server, place: { chat: 'parley', ...place }, channels }, plan, say)));
    } finally {
      await server.stop();
    }
  }
  return results;
}
