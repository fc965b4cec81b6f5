// The blocks of a log that become segments: of 512 entries, of 4,096 and of 32,768, each beginning at a multiple of its size.

/** Entries `from` to `to`, both included. */
export type LogRange = { from: number; to: number };

/** Entries of the smallest blocks, of the largest that are read from the log at once, and of the largest. */
export type BlockSizes = readonly [smallest: number, scanned: number, largest: number];

/** Entries of a block of each level: eight of one level become one of the next. So a channel has few segments, and each entry is written three times. */
export const BLOCK_SIZES: BlockSizes = [512, 4_096, 32_768];

/** Whether a range is a block. */
export function isBlock({ from, to }: LogRange, sizes: BlockSizes): boolean {
  return sizes.some((size) => to - from + 1 === size && (from - 1) % size === 0);
}

/** Cuts a range into the largest blocks that may be scanned and what is between them, newest first. */
export function blocksOf({ from, to }: LogRange, sizes: BlockSizes): LogRange[] {
  const [smallest, scanned] = sizes;
  const blocks: LogRange[] = [];
  for (let at = from; at <= to; ) {
    const size = sizes.findLast((one) => one <= scanned && (at - 1) % one === 0 && at + one - 1 <= to);
    const end = size ? at + size - 1 : Math.min(to, Math.ceil(at / smallest) * smallest);
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

/** Segments that can be merged: all that are within the first block of a higher level that they fill. */
export function mergeable<Segment extends LogRange>(segments: readonly Segment[], sizes: BlockSizes): Segment[] {
  for (const size of sizes.slice(1)) {
    const groups = Map.groupBy(
      segments.filter(({ from, to }) => to - from + 1 < size),
      ({ from }) => Math.floor((from - 1) / size),
    );
    for (const group of groups.values())
      if (group.reduce((sum, { from, to }) => sum + to - from + 1, 0) === size) return group;
  }
  return [];
}
