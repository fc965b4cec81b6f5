// Postings: the messages that contain a term, by seq, with their time and the weight of the term.
import { ByteReader, type ByteWriter } from './byte-codec.ts';

/** Parallel lists, ascending by seq. Times are in seconds; weights are 0 to 255. */
export type Postings = { seqs: number[]; times: number[]; weights: number[] };

/** The postings of each term. */
export type TermIndex = ReadonlyMap<string, Postings>;

export function noPostings(): Postings {
  return { seqs: [], times: [], weights: [] };
}

/** Writes postings as differences, times from `base` on: four to five bytes for each message. */
export function writePostings(writer: ByteWriter, { seqs, times, weights }: Postings, base: number): void {
  let seq = 0;
  let time = base;
  seqs.forEach((next, index) => {
    const at = times[index] ?? 0;
    writer.unsigned(next - seq);
    writer.signed(at - time);
    writer.byte(weights[index] ?? 0);
    seq = next;
    time = at;
  });
}

/** Decodes so many postings; throws when the bytes do not contain exactly them. */
export function decodePostings(bytes: Uint8Array, count: number, base: number): Postings {
  const reader = new ByteReader(bytes);
  const postings = noPostings();
  let seq = 0;
  let time = base;
  for (let index = 0; index < count; index += 1) {
    seq += reader.unsigned();
    time += reader.signed();
    postings.seqs.push(seq);
    postings.times.push(time);
    postings.weights.push(reader.byte());
  }
  if (!reader.isAtEnd) throw new RangeError('The postings have more bytes than messages.');
  return postings;
}

/** The messages of any of the lists. Of a message in several, the last list has the time and the highest the weight. */
export function unionOf(lists: readonly Postings[]): Postings {
  const [only] = lists;
  if (lists.length === 1 && only) return only;
  if (isAscending(lists)) return concatenated(lists);
  const bySeq = new Map<number, { time: number; weight: number }>();
  for (const { seqs, times, weights } of lists)
    seqs.forEach((seq, index) => {
      const weight = Math.max(weights[index] ?? 0, bySeq.get(seq)?.weight ?? 0);
      bySeq.set(seq, { time: times[index] ?? 0, weight });
    });
  const union = noPostings();
  for (const [seq, { time, weight }] of [...bySeq].sort(([a], [b]) => a - b)) {
    union.seqs.push(seq);
    union.times.push(time);
    union.weights.push(weight);
  }
  return union;
}

// Lists of the blocks of a log follow each other, unless a message was edited in a later block.
function isAscending(lists: readonly Postings[]): boolean {
  let last = 0;
  for (const { seqs } of lists) {
    if ((seqs[0] ?? last + 1) <= last) return false;
    last = seqs.at(-1) ?? last;
  }
  return true;
}

function concatenated(lists: readonly Postings[]): Postings {
  return {
    seqs: lists.flatMap(({ seqs }) => seqs),
    times: lists.flatMap(({ times }) => times),
    weights: lists.flatMap(({ weights }) => weights),
  };
}

/** The postings of messages after a seq, without the terms that only others have, and the number of those messages. */
export function postingsAfter(terms: TermIndex, seq: number): { terms: TermIndex; messages: number } {
  const found = new Set<number>();
  const kept = new Map<string, Postings>();
  for (const [term, { seqs, times, weights }] of terms) {
    const first = seqs.findIndex((one) => one > seq);
    if (first < 0) continue;
    const later = seqs.slice(first);
    for (const one of later) found.add(one);
    kept.set(term, { seqs: later, times: times.slice(first), weights: weights.slice(first) });
  }
  return { terms: kept, messages: found.size };
}

/** The messages of all lists; the weight is the lowest. */
export function intersectionOf(lists: readonly Postings[]): Postings {
  const [shortest = noPostings(), ...others] = lists.toSorted((a, b) => a.seqs.length - b.seqs.length);
  return others.reduce((common, list) => {
    const next = noPostings();
    let at = 0;
    common.seqs.forEach((seq, index) => {
      while ((list.seqs[at] ?? Number.POSITIVE_INFINITY) < seq) at += 1;
      if (list.seqs[at] !== seq) return;
      next.seqs.push(seq);
      next.times.push(list.times[at] ?? 0);
      next.weights.push(Math.min(common.weights[index] ?? 0, list.weights[at] ?? 0));
    });
    return next;
  }, shortest);
}
