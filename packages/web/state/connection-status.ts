// The status line: what is true of the connection, in words.
import { sentence } from '../errors.ts';
import type { Heard } from './messages/channel-subscription.ts';
import type { Sync } from './messages/load-state.ts';
import type { Connection, ConnectionDetail } from './ports.ts';

/** What the status line says. `countdown` is apart, so that a screen reader is not told every second. */
export type Status = {
  tone: 'good' | 'busy' | 'bad';
  words: string;
  countdown: string;
  canTry: boolean;
};

/** Everything the status depends on. */
export type Facts = {
  connection: Connection;
  detail: ConnectionDetail;
  ear: Heard;
  sync: Sync;
  completeTo: number | undefined;
  online: boolean;
  now: number;
};

/** Says how things are; the worst thing first. */
export function status(facts: Facts): Status {
  const { connection, detail, ear, sync, online, now } = facts;
  if (!online) return bad('This device is offline. What you send waits until it is back', '');
  if (connection === 'closed') return bad(`Disconnected${because(detail.error)}`, '');
  if (connection === 'waiting')
    return bad(refusedAs(detail.error) ?? 'Offline', `trying again ${inSeconds(detail.retryAt, now)}`);
  if (connection !== 'live') return { tone: 'busy', words: 'Connecting…', countdown: '', canTry: false };
  if (ear.state === 'refused') return bad(`This channel cannot be heard: ${ear.problem ?? 'it was refused'}`, '');
  if (sync.state === 'stuck')
    return bad(
      `Messages cannot be read: ${sync.problem}`,
      sync.retryAt === undefined ? '' : `trying again ${inSeconds(sync.retryAt, now)}`,
    );
  if (ear.state !== 'live' || sync.state === 'reading')
    return { tone: 'busy', words: 'Connected, catching up…', countdown: '', canTry: false };
  return { tone: 'good', words: connected(facts.completeTo), countdown: '', canTry: false };
}

function bad(words: string, countdown: string): Status {
  return { tone: 'bad', words, countdown, canTry: true };
}

function connected(completeTo: number | undefined): string {
  return completeTo ? `Connected, complete up to #${completeTo.toLocaleString('en')}` : 'Connected';
}

// Only a refusal is worth its words; of a lost connection one knows enough by "Offline".
function refusedAs(error: unknown): string | undefined {
  const refused = error instanceof Error && 'code' in error && error.code === 'unauthorized';
  return refused ? `Not connected: ${error.message}` : undefined;
}

function because(error: unknown): string {
  return error === undefined ? '' : `: ${sentence(error)}`;
}

function inSeconds(at: number | undefined, now: number): string {
  const seconds = at === undefined ? 0 : Math.ceil((at - now) / 1000);
  return seconds > 0 ? `in ${seconds} s` : 'now';
}
