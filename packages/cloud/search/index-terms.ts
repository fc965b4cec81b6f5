// The terms under which a message is indexed, and the index of some messages in memory.
import { attachmentsOf, foldWord, type Message, wordsOfMessage } from '@parley/chat';
import { noPostings, type Postings, type TermIndex } from './postings.ts';

/** The term of an author, and that of what a message has attached. No word contains the character that they begin with. */
export const authorTerm = (username: string) => `\u0001from:${foldWord(username)}`;
export const attachmentTerm = (kind: string) => `\u0001has:${kind}`;

/** The time of a message as the index has it, in seconds. */
export function timeOf({ timestamp }: Pick<Message, 'timestamp'>): number {
  return Math.floor(Date.parse(timestamp) / 1000);
}

/** Parameters of BM25, with the usual values, and the length of a usual message in words. */
const K1 = 1.2;
const B = 0.75;
const LENGTH = 12;
const WEIGHT_SCALE = 255 / (K1 + 1);

/** How much a term tells about a message in which it is so many times: 0 to 255, the part of BM25 that does not depend on others. */
function weightOf(times: number, length: number): number {
  return Math.round(((times * (K1 + 1)) / (times + K1 * (1 - B + (B * length) / LENGTH))) * WEIGHT_SCALE);
}

/** Indexes messages in their current state; deleted ones have no terms. */
export function indexMessages(messages: Iterable<Message>): TermIndex {
  const index = new Map<string, Postings>();
  const sorted = [...messages].filter(({ deleted }) => !deleted).sort((a, b) => a.seq - b.seq);
  for (const message of sorted) {
    const time = timeOf(message);
    for (const [term, weight] of termsOf(message)) {
      const postings = index.get(term) ?? added(index, term);
      postings.seqs.push(message.seq);
      postings.times.push(time);
      postings.weights.push(weight);
    }
  }
  return index;
}

function added(index: Map<string, Postings>, term: string): Postings {
  const postings = noPostings();
  index.set(term, postings);
  return postings;
}

function termsOf(message: Message): Map<string, number> {
  const words = wordsOfMessage(message);
  const counts = new Map<string, number>();
  for (const { text } of words) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const [text, times] of counts) counts.set(text, weightOf(times, words.length));
  counts.set(authorTerm(message.username), 0);
  for (const kind of attachmentsOf(message)) counts.set(attachmentTerm(kind), 0);
  return counts;
}
