import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCK_SIZES, blocksOf, gapsBetween, isBlock, mergeable } from './log-blocks.ts';

const text = (ranges: readonly { from: number; to: number }[]) => ranges.map(({ from, to }) => `${from}-${to}`);

test('a range is cut into the largest blocks that may be read at once, newest first', () => {
  assert.deepEqual(text(blocksOf({ from: 1, to: 10_000 }, BLOCK_SIZES)), [
    ...['9729-10000', '9217-9728', '8705-9216', '8193-8704', '4097-8192', '1-4096'],
  ]);
  assert.deepEqual(text(blocksOf({ from: 3_000, to: 3_900 }, BLOCK_SIZES)), ['3585-3900', '3073-3584', '3000-3072']);
  assert.deepEqual(text(blocksOf({ from: 5, to: 4 }, BLOCK_SIZES)), []);
});

test('only whole blocks at their places are blocks', () => {
  assert.equal(isBlock({ from: 513, to: 1_024 }, BLOCK_SIZES), true);
  assert.equal(isBlock({ from: 514, to: 1_025 }, BLOCK_SIZES), false);
  assert.equal(isBlock({ from: 513, to: 1_000 }, BLOCK_SIZES), false);
});

test('the gaps are what no segment covers', () => {
  assert.deepEqual(
    text(
      gapsBetween(
        [
          { from: 5, to: 8 },
          { from: 13, to: 16 },
        ],
        20,
      ),
    ),
    ['17-20', '9-12', '1-4'],
  );
  assert.deepEqual(text(gapsBetween([{ from: 1, to: 8 }], 8)), []);
});

test('small segments are merged when they fill a large block', () => {
  const ranges = (...bounds: [number, number][]) => bounds.map(([from, to]) => ({ from, to }));
  assert.deepEqual(text(mergeable(ranges([1, 4], [5, 8], [9, 12]), [4, 8])), ['1-4', '5-8']);
  assert.deepEqual(text(mergeable(ranges([1, 8], [9, 12], [13, 16]), [4, 8])), ['9-12', '13-16']);
  assert.deepEqual(mergeable(ranges([5, 8], [9, 12]), [4, 8]), []);
});
