// The keys of a table or an index: partitions, each sorted by the range key.
import { createHash } from 'node:crypto';

/** The position of an item: `order` is its encoded range key; then its own key decides, as an index may hold equal ones. */
export type KeyPosition = { readonly order: string; readonly key: string };

/** One end of a range within a partition. */
export type Bound = { order: string; inclusive: boolean };
export type Range = { from?: Bound; to?: Bound; prefix?: string };

/** The keys of the items, kept in order while items are added and deleted. */
export class SortedKeys {
  readonly #partitions = new Map<string, KeyPosition[]>();
  #scan: { hash: string; partition: string }[] | undefined;

  add(partition: string, place: KeyPosition): void {
    const places = this.#partitions.get(partition);
    if (!places) {
      this.#partitions.set(partition, [place]);
      this.#scan = undefined;
      return;
    }
    const at = firstFrom(places, (other) => compare(other, place) >= 0);
    if (places[at] && compare(places[at], place) === 0) return;
    places.splice(at, 0, place);
  }

  delete(partition: string, place: KeyPosition): void {
    const places = this.#partitions.get(partition);
    const at = places ? firstFrom(places, (other) => compare(other, place) >= 0) : 0;
    if (!places?.[at] || compare(places[at], place) !== 0) return;
    places.splice(at, 1);
    if (places.length > 0) return;
    this.#partitions.delete(partition);
    this.#scan = undefined;
  }

  /** The keys of one partition in a range, in either direction, beginning after `after`. */
  *query(partition: string, range: Range, forward: boolean, after?: KeyPosition): Generator<string> {
    const places = this.#partitions.get(partition) ?? [];
    const { from, to } = edges(range);
    let low = from ? firstFrom(places, ({ order }) => (from.inclusive ? order >= from.order : order > from.order)) : 0;
    let high = to
      ? firstFrom(places, ({ order }) => (to.inclusive ? order > to.order : order >= to.order))
      : places.length;
    if (after && forward)
      low = Math.max(
        low,
        firstFrom(places, (place) => compare(place, after) > 0),
      );
    if (after && !forward)
      high = Math.min(
        high,
        firstFrom(places, (place) => compare(place, after) >= 0),
      );
    for (let step = 0; step < high - low; step++) {
      const { key } = places[forward ? low + step : high - 1 - step] as KeyPosition;
      yield key;
    }
  }

  /** All keys, partition by partition in the order of their hashes, beginning after `after`. */
  *scan(segment: { number: number; of: number }, after?: { partition: string; place: KeyPosition }): Generator<string> {
    const begin = after && { hash: hashOf(after.partition), partition: after.partition };
    for (const entry of this.#scanOrder()) {
      const part = Number.parseInt(entry.hash.slice(0, 8), 16) / 2 ** 32;
      if (Math.floor(part * segment.of) !== segment.number) continue;
      const difference = begin ? compareScan(entry, begin) : 1;
      if (difference > 0) yield* this.query(entry.partition, {}, true);
      else if (difference === 0) yield* this.query(entry.partition, {}, true, after?.place);
    }
  }

  #scanOrder(): { hash: string; partition: string }[] {
    this.#scan ??= [...this.#partitions.keys()]
      .map((partition) => ({ hash: hashOf(partition), partition }))
      .sort(compareScan);
    return this.#scan;
  }
}

/** The hash of a partition decides its segment in a parallel scan and its place there, as on AWS. */
export function hashOf(partition: string): string {
  return createHash('md5').update(partition).digest('hex');
}

function edges({ from, to, prefix }: Range): Range {
  return prefix === undefined ? { ...(from && { from }), ...(to && { to }) } : prefixEdges(prefix);
}

/** Every text with a prefix lies between the prefix and the prefix whose last code unit is incremented. */
function prefixEdges(prefix: string): Range {
  if (prefix === '') return {};
  const last = prefix.charCodeAt(prefix.length - 1);
  return {
    from: { order: prefix, inclusive: true },
    to: { order: prefix.slice(0, -1) + String.fromCharCode(last + 1), inclusive: false },
  };
}

function compare(a: KeyPosition, b: KeyPosition): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.key === b.key ? 0 : a.key < b.key ? -1 : 1;
}

function compareScan(a: { hash: string; partition: string }, b: { hash: string; partition: string }): number {
  if (a.hash !== b.hash) return a.hash < b.hash ? -1 : 1;
  return a.partition === b.partition ? 0 : a.partition < b.partition ? -1 : 1;
}

/** Binary search: the index of the first position for which `isReached` is true; it stays true after that. */
function firstFrom(places: readonly KeyPosition[], isReached: (place: KeyPosition) => boolean): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isReached(places[middle] as KeyPosition)) high = middle;
    else low = middle + 1;
  }
  return low;
}
