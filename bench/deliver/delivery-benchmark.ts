// The benchmark of the whole way: a message from its sender through table, stream and pipe to a hundred screens.

import type { Server } from '../shared/measured-server.ts';
import { startParley } from '../shared/parley-server.ts';
import type { ChatPlace } from './delivery-load.ts';
import { FULL, QUICK } from './delivery-scenarios.ts';
import { installEjabberd, startEjabberd } from './ejabberd-server.ts';
import { type Measured, measure } from './measure-delivery.ts';

/** What to run. */
export type DeliverOptions = {
  /** A smoke run: small, once, and only what is installed with the project. @default false */
  quick?: boolean;
  /** @default 3, or 1 when quick */
  rounds?: number;
  /** Names of contestants. @default all */
  only?: readonly string[];
  /** A folder for CPU profiles of Parley. */
  profile?: string;
  /** Hears what goes on. */
  say: (line: string) => void;
};

/** A server that can be measured; `missing` says why it cannot be had, if so. */
type Contestant = {
  missing?: () => string | undefined;
  start(channels: readonly string[], flags: readonly string[]): Promise<{ server: Server; place: ChatPlace }>;
};

/** AWS delivers 300 a second unless the quota is raised, and one person sends 300 a minute; here the machine is to be the limit. */
const RAISED = ['--calls-per-second', '5000', '--messages-per-minute', '1000000'];

const CONTESTANTS: Record<string, Contestant> = {
  parley: {
    async start(channels, flags) {
      // The smoke run takes the template that everything else takes: another one would be made for it.
      const server = await startParley(channels, { flags, options: channels.length <= QUICK.channels ? [] : RAISED });
      return { server, place: { chat: 'parley', ...server.place } };
    },
  },
  ejabberd: {
    missing: installEjabberd,
    async start() {
      const server = await startEjabberd();
      return { server, place: { chat: 'xmpp', ...server.place } };
    },
  },
};

/** Runs A B A B …, so that what else the machine does meets all of them alike. */
export async function deliver(options: DeliverOptions): Promise<Measured[]> {
  const { quick = false, rounds = quick ? 1 : 3, profile, say } = options;
  const plan = quick ? QUICK : FULL;
  const channels = Array.from({ length: plan.channels }, (_, index) => `bench-${index + 1}`);
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const only = options.only ?? [];
  const contestants = chosen(quick && only.length === 0 ? ['parley'] : only, say);
  const results: Measured[] = [];
  for (let round = 1; round <= rounds; round++)
    for (const [name, contestant] of contestants) {
      say(`Round ${round} of ${rounds}, ${name}`);
      const { server, place } = await contestant.start(channels, flags);
      try {
        results.push(...(await measure(name, { server, place, channels }, plan, say)));
      } finally {
        await server.stop();
      }
    }
  return results;
}

/** Those that are named, all when none is; who cannot be had is said and left out. */
function chosen(only: readonly string[], say: (line: string) => void): [string, Contestant][] {
  const named = Object.entries(CONTESTANTS).filter(([name]) => only.length === 0 || only.includes(name));
  return named.filter(([name, { missing }]) => {
    const reason = missing?.();
    if (reason !== undefined) say(`${name} is left out: ${reason}`);
    return reason === undefined;
  });
}
