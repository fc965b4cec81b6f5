// What a file is displayed as, and how large; and the zoom of the viewer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayedSize, kindOf, summaryOf } from './displayed-size.ts';
import { limitedZoom, swipe, zoomed } from './image-zoom.ts';

test('an image is displayed in its proportions, within 360 × 240 pixels', () => {
  assert.deepEqual(displayedSize({ width: 4_000, height: 3_000 }), { width: 320, height: 240 });
  assert.deepEqual(displayedSize({ width: 3_600, height: 600 }), { width: 360, height: 60 });
  assert.deepEqual(displayedSize({ width: 100, height: 80 }), { width: 100, height: 80 });
});

test('an image can be pressed, however small or narrow it is', () => {
  assert.deepEqual(displayedSize({ width: 1, height: 1 }), { width: 44, height: 44 });
  assert.deepEqual(displayedSize({ width: 10, height: 10_000 }), { width: 44, height: 240 });
});

test('files of one kind are counted as that kind, others as files', () => {
  const [image, video, other] = [{ type: 'image/png' }, { type: 'video/mp4' }, { type: 'application/pdf' }];
  assert.deepEqual(summaryOf([image]), { kind: 'image', count: 1 });
  assert.deepEqual(summaryOf([video, video]), { kind: 'video', count: 2 });
  assert.deepEqual(summaryOf([image, other, video]), { kind: 'file', count: 3 });
  assert.equal(kindOf({ type: 'audio/ogg' }), 'audio');
});

test('the zoom goes by steps, within its limits', () => {
  assert.deepEqual([zoomed(1, 1), zoomed(8, 1), zoomed(1.7, 1), zoomed(2, -1), zoomed(1, -1)], [1.5, 8, 2, 1.5, 1]);
  assert.deepEqual([limitedZoom(0.2), limitedZoom(2.4), limitedZoom(90)], [1, 2.4, 8]);
});

test('a swipe is long and horizontal', () => {
  const from = { x: 200, y: 200 };
  assert.deepEqual(
    [
      swipe(from, { x: 100, y: 210 }),
      swipe(from, { x: 300, y: 190 }),
      swipe(from, { x: 230, y: 200 }),
      swipe(from, { x: 90, y: 300 }),
    ],
    [-1, 1, 0, 0],
  );
});
