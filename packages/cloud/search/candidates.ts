// Messages that may match a query, by the terms of an index, and their order.
import type { Message, SearchQuery } from '@parley/chat';
import { attachmentTerm, authorTerm } from './index-terms.ts';
import { intersectionOf, noPostings, type Postings, type TermIndex, unionOf } from './postings.ts';

/** A message that may match. `weights` are those of the terms of the query; `message` is there if it was read already. */
export type Candidate = { channel: string; seq: number; time: number; weights: number[]; message?: Message };

/** Reads the postings of a term, or of all that begin with it. */
export type Lookup = (term: string, isPrefix: boolean) => Promise<Postings>;

/** What one index contains for a query; `counts` are the messages with each term of the query. */
export type Found = { candidates: Omit<Candidate, 'channel'>[]; counts: number[] };

/** The messages of an index that have all terms of a query, within its time. Phrases are compared later, with the text. */
export async function findCandidates(query: SearchQuery, lookup: Lookup): Promise<Found> {
  const { after = 0, before = Number.POSITIVE_INFINITY } = query;
  const termLists = await Promise.all(query.terms.map((term) => lookupTerm(term, lookup)));
  const filterLists = await Promise.all([
    ...(query.from.length > 0 ? [lookupAny(query.from.map(authorTerm), lookup)] : []),
    ...query.has.map((kind) => lookup(attachmentTerm(kind), false)),
  ]);
  const common = intersectionOf([...termLists, ...filterLists]);
  const weights = termLists.map((list) => weightsAt(list, common.seqs));
  const candidates = common.seqs.map((seq, index) => ({
    seq,
    time: common.times[index] ?? 0,
    weights: weights.map((list) => list[index] ?? 0),
  }));
  return {
    // Times are in whole seconds: those of the bounds are compared with the message itself.
    candidates: candidates.filter(({ time }) => (time + 1) * 1000 > after && time * 1000 < before),
    counts: termLists.map(({ seqs }) => seqs.length),
  };
}

/** Looks a term up in an index in memory. */
export function lookupIn(terms: TermIndex): Lookup {
  return async (term, isPrefix) => {
    if (!isPrefix) return terms.get(term) ?? noPostings();
    return unionOf([...terms].flatMap(([one, postings]) => (one.startsWith(term) ? [postings] : [])));
  };
}

/** Newest first; within a second by channel, in which later entries come first. */
export function byTime(
  a: Pick<Candidate, 'channel' | 'seq' | 'time'>,
  b: Pick<Candidate, 'channel' | 'seq' | 'time'>,
): number {
  return b.time - a.time || (a.channel < b.channel ? -1 : a.channel > b.channel ? 1 : b.seq - a.seq);
}

/** Orders candidates by BM25: terms that few messages have count more. Of equal ones the newer comes first. */
export function byScore(messages: number, counts: readonly number[]): (a: Candidate, b: Candidate) => number {
  const rarity = counts.map((count) => Math.log(1 + (messages - count + 0.5) / (count + 0.5)));
  const score = ({ weights }: Candidate) =>
    weights.reduce((sum, weight, term) => sum + weight * (rarity[term] ?? 0), 0);
  return (a, b) => score(b) - score(a) || byTime(a, b);
}

async function lookupTerm({ words, isPrefix }: SearchQuery['terms'][number], lookup: Lookup): Promise<Postings> {
  const last = words.length - 1;
  return intersectionOf(await Promise.all(words.map(({ text }, index) => lookup(text, isPrefix && index === last))));
}

async function lookupAny(terms: readonly string[], lookup: Lookup): Promise<Postings> {
  return unionOf(await Promise.all(terms.map((term) => lookup(term, false))));
}

function weightsAt(list: Postings, seqs: readonly number[]): number[] {
  let at = 0;
  return seqs.map((seq) => {
    while ((list.seqs[at] ?? seq) < seq) at += 1;
    return list.weights[at] ?? 0;
  });
}
