// Searches in a channel with 100,000 messages on the engine: the first one, which indexes it, and those after it.
import { type Message, newId, type SearchResults } from '@parley/chat';
import { addChannels, fillChannel } from '../../harness/dynamodb-tables.ts';
import { HIGH_MESSAGE_RATE, Parley } from '../../harness/parley-process.ts';
import { signInUsers, type TestUser } from '../../harness/test-user.ts';

/** Options of the benchmark. */
export type SearchOptions = {
  /** A smoke test with few messages, one round. @default false */
  quick?: boolean;
  /** Searches of each kind. @default 5, or 1 when quick */
  rounds?: number;
  /** Receives progress lines. */
  say: (line: string) => void;
};

/** The time of each search of one kind in milliseconds, the requests that it took, and its results. */
export type SearchFigures = { what: string; times: number[]; requests: number; found: number };

const CHANNEL = 'long';
const FULL = 100_000;
const QUICK = 1_500;
const PART = 5_000;

/** Words of the messages: a few are frequent and most are rare, as in any language (Zipf). */
const WORDS = 20_000;
const WORDS_OF_MESSAGE = 14;

/** One message in so many has the rare word. */
const RARE = 10_000;

/** Fills a channel and searches it. */
export async function measureSearch({
  quick = false,
  rounds = quick ? 1 : 5,
  say,
}: SearchOptions): Promise<SearchFigures[]> {
  const messages = quick ? QUICK : FULL;
  await using parley = await Parley.launch(...HIGH_MESSAGE_RATE);
  const [ann] = await signInUsers(parley, 'ann');
  await ann.sees('general');
  say(`Filling a channel with ${messages} messages …`);
  await addChannels(parley, [CHANNEL], { ann });
  // In parts: while the texts are made, the server closes idle connections.
  for (let after = 0; after < messages; after += PART)
    await fillChannel(parley, CHANNEL, Math.min(PART, messages - after), ann.userId, { textOf, after });
  const figures: SearchFigures[] = [];
  const measure = async (what: string, q: string, times: number, order = 'newest') => {
    say(`${what} …`);
    const runs: Awaited<ReturnType<typeof search>>[] = [];
    for (let run = 0; run < times; run += 1) runs.push(await search(ann, q, order));
    const [first] = runs;
    if (first) figures.push({ what, times: runs.map(({ ms }) => ms), requests: first.requests, found: first.found });
  };
  await measure('first search, which reads and indexes the log', 'rareword ', 1);
  await measure('a word of ten messages', 'rareword ', rounds);
  await measure('a frequent word, newest first', `${wordAt(0)} `, rounds);
  await measure('a frequent word, best first', `${wordAt(0)} `, rounds, 'best');
  await measure('two words', `${wordAt(1)} ${wordAt(40)} `, rounds);
  await measure('a phrase', `"${wordAt(0)} ${wordAt(1)}"`, rounds);
  await measure('the beginning of a word, two letters', wordAt(3).slice(0, 2), rounds);
  await measure('a word that no message has', 'nothinghere ', rounds);
  await measure('a word and a filter', 'rareword from:ann', rounds);
  const [id, { seq }] = [newId(), await newest(ann)];
  await ann.edits(CHANNEL, seq, `edited ${id}`);
  await measure('the new text of an edited message', `"edited ${id}"`, 1);
  return figures;
}

async function newest(user: TestUser): Promise<Message> {
  const { entries } = (await user.reads(CHANNEL, '?limit=1')).body;
  return entries[0] as Message;
}

/** Requests the first page of results, and continues until it is complete. */
async function search(
  user: TestUser,
  q: string,
  order: string,
): Promise<{ ms: number; requests: number; found: number }> {
  const began = performance.now();
  let found = 0;
  let cursor: string | undefined;
  for (let requests = 1; ; requests += 1) {
    const query = new URLSearchParams({ q, order, ...(cursor !== undefined && { cursor }) });
    const { status, body } = await user.requests<SearchResults>('GET', `/search?${query}`);
    if (status !== 200) throw new Error(`The search returned ${status}: ${JSON.stringify(body)}`);
    found += body.messages.length;
    if (body.complete) return { ms: performance.now() - began, requests, found };
    ({ cursor } = body);
  }
}

/** The text of a message: the same in each run. */
function textOf(seq: number): string {
  const words = Array.from({ length: WORDS_OF_MESSAGE }, (_, index) => wordAt(rankOf(seq * WORDS_OF_MESSAGE + index)));
  return seq % RARE === 1 ? `${words.join(' ')} rareword` : words.join(' ');
}

// A rank from 0 on, of which each is as frequent as its number is small.
function rankOf(number: number): number {
  const random = hash(number) / 2 ** 32;
  return Math.floor(WORDS ** random) - 1;
}

/** A word of three to eight letters. */
function wordAt(rank: number): string {
  return (
    (hash(rank + 7).toString(36) + hash(rank + 77).toString(36)).replaceAll(/\d/g, '').slice(0, 3 + (rank % 6)) ||
    'word'
  );
}

// The finalizer of MurmurHash3.
function hash(number: number): number {
  let value = number ^ 0x9e3779b9;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
