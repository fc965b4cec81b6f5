// A sender as the page is one: it retries with the same id and the same `after`, and reads the log when the server asks for it.
import type { Entry, NewEntry, Page } from '@parley/chat';
import { ApiError } from '../../packages/cloud/errors.ts';
import type { Posted } from '../../packages/cloud/messages/post.ts';
import { searchId } from '../../packages/web/state/outbox/id-search.ts';
import type { SeededRandom } from '../determinism/seeded-random.ts';

/** A response: a result, a rejection, or undefined when there is none and the request may have been executed. */
export type Answer<Result> = Result | ApiError | undefined;

/** What became of a message: the entry, if one was acknowledged, or found in the log by its id. */
export type Outcome = { id: string; text: string; entry?: Pick<Entry, 'seq' | 'id'>; isFound?: true };

/** What a sender is given. */
export type ChaosSenderDeps = {
  random: SeededRandom;
  post: (newEntry: NewEntry, after: number) => Promise<Answer<Posted>>;
  readPage: (after: number) => Promise<Answer<Page>>;
  wait: (ms: number) => Promise<void>;
  counts: { attempts: number; retriesFound: number; syncFirst: number };
};

/** Attempts until a sender gives up; an attempt may still be on its way then. */
const ATTEMPTS_MAX = 8;

/** Sends a message until it is acknowledged, rejected or given up. */
export async function sendMessage(
  { id, text, after: seen }: { id: string; text: string; after: number },
  { random, post, readPage, wait, counts }: ChaosSenderDeps,
): Promise<Outcome> {
  const attempts = random.integer(1, ATTEMPTS_MAX);
  let after = seen;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    counts.attempts += 1;
    const answer = await post({ id, kind: 'message', message: text }, after);
    if (answer && !(answer instanceof ApiError)) {
      if (!answer.created) counts.retriesFound += 1;
      return { id, text, entry: answer.entry };
    }
    if (answer?.code === 'sync-first') {
      counts.syncFirst += 1;
      const listMessages = async (_: string, query: { after?: number }) => {
        const page = await readPage(query.after ?? 0);
        if (!page || page instanceof ApiError) throw new Error('The page could not be read.');
        return page;
      };
      // A program of another log does not read it.
      if (text === 'of another log') return { id, text };
      const found = await searchId({ listMessages }, { channel: '', id, after }).catch(() => undefined);
      if (found && 'entry' in found) {
        counts.retriesFound += 1;
        return { id, text, entry: found.entry, isFound: true };
      }
      if (found) after = found.readTo;
    } else if (answer) {
      return { id, text };
    }
    await wait(random.draw() * 1_000);
  }
  return { id, text };
}
