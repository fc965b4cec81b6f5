// The blocks of a log that become segments: of 512 entries, of 4,096 and of 32,768, each beginning at a multiple of its size.

/** Entries `from` to `to`, both included. */
export type LogRange = { from: number; to: number };

/** Entries of the small blocks, and of the large ones, which are the most that are read from the log at once. */
export type BlockSizes = readonly [small: number, large: number];

/**
 * Eight small segments become a large one, so that 100,000 messages are some 24 large and at most 7 small segments, and each entry is
 * written twice. Larger ones would save reads of S3 for a hundredth of a cent in a hundred searches, but their merge would take seconds
 * of a function of 512 MB, for which a user waits.
 */
export const BLOCK_SIZES: BlockSizes = [512, 4_096];

/** Whether a range is a block. */
export function isBlock({ from, to }: LogRange, sizes: BlockSizes): boolean {
  return sizes.some((size) => to - from + 1 === size && (from - 1) % size === 0);
}

/** Cuts a range into the largest blocks that may be scanned and what is between them, newest first. */
export function blocksOf({ from, to }: LogRange, sizes: BlockSizes): LogRange[] {
  const [small] = sizes;
  const blocks: LogRange[] = [];
  for (let at = from; at <= to; ) {
    const size = sizes.findLast((one) => (at - 1) % one === 0 && at + one - 1 <= to);
    const end = size ? at + size - 1 : Math.min(to, Math.ceil(at / small) * small);
    blocks.unshift({ from: at, to: end });
    at = end + 1;
  }
  return blocks;
}

/** The ranges up to `to` that no segment covers, newest first. */
export function gapsBetween(segments: readonly LogRange[], to: number): LogRange[] {
  const gaps: LogRange[] = [];
  let from = 1;
  for (const segment of segments.toSorted((a, b) => a.from - b.from)) {
    if (segment.from > from) gaps.unshift({ from, to: segment.from - 1 });
    from = Math.max(from, segment.to + 1);
  }
  if (from <= to) gaps.unshift({ from, to });
  return gaps;
}

/** Segments that can be merged: the small ones that fill a large block. */
export function mergeable<Segment extends LogRange>(segments: readonly Segment[], [, large]: BlockSizes): Segment[] {
  const small = segments.filter(({ from, to }) => to - from + 1 < large);
  const groups = Map.groupBy(small, ({ from }) => Math.floor((from - 1) / large));
  const entriesOf = (group: readonly Segment[]) => group.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return [...groups.values()].find((group) => entriesOf(group) === large) ?? [];
}
