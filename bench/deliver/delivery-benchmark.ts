// The delivery benchmark: a message from its sender through table, stream and pipe to a hundred subscribers.

import type { Server } from '../shared/measured-server.ts';
import { startParley } from '../shared/parley-server.ts';
import type { ChatAddress } from './delivery-load.ts';
import { FULL, QUICK } from './delivery-scenarios.ts';
import { installEjabberd, startEjabberd } from './ejabberd-server.ts';
import { type Measured, measure } from './measure-delivery.ts';

/** Options of a benchmark. */
export type DeliverOptions = {
  /** A smoke test: small, one round, without packages that must be installed. @default false */
  quick?: boolean;
  /** @default 3, or 1 when quick */
  rounds?: number;
  /** Names of contestants. @default all */
  only?: readonly string[];
  /** The folder for CPU profiles of Parley. */
  profile?: string;
  /** Receives progress lines. */
  say: (line: string) => void;
};

/** A server that can be measured; `missing` is the reason why it is not available. */
type Contestant = {
  missing?: () => string | undefined;
  start(channels: readonly string[], flags: readonly string[]): Promise<{ server: Server; place: ChatAddress }>;
};

/** AWS delivers 300 per second by default, and a user may send 300 per minute; here the machine shall be the limit. */
const RAISED = ['--calls-per-second', '5000', '--messages-per-minute', '1000000'];

const CONTESTANTS: Record<string, Contestant> = {
  parley: {
    async start(channels, flags) {
      // The smoke test uses the default template, which is already built.
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

/** Runs A B A B …, so that other activity of the machine affects both contestants equally. */
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

/** The named contestants, all when none is named; reports and omits those that are not available. */
function chosen(only: readonly string[], say: (line: string) => void): [string, Contestant][] {
  const named = Object.entries(CONTESTANTS).filter(([name]) => only.length === 0 || only.includes(name));
  return named.filter(([name, { missing }]) => {
    const reason = missing?.();
    if (reason !== undefined) say(`${name} is left out: ${reason}`);
    return reason === undefined;
  });
}
