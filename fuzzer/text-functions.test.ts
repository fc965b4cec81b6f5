// No text holds a page, a function or the engine still: the work of every text function grows with the length of the text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MESSAGE_MAX } from '@parley/chat';
import { FRAMES, MARKDOWN_PARTS, PARTS, repeated } from './hostile-texts.ts';
import { callWith, TEXT_FUNCTIONS } from './text-functions.ts';

/** A text of four times the length may take eight times the CPU: linear work takes 4, quadratic 16. */
const FACTOR = 4;
const GROWTH_MAX = FACTOR * 2;

/** Below this CPU time, in microseconds, a measurement says little; it is also what the longest message may always take. */
const NOISE_US = 2_000;

/** Measurements of which the fastest counts: garbage collection and other processes slow down single ones. */
const ATTEMPTS = 10;

const MARKDOWN: ReadonlySet<string> = new Set([
  'parseMarkdown',
  'withoutMarks',
  'segments',
  'linkTarget',
  'previewableLinks',
]);

/** Functions that make a tree of a message, which has up to thousands of parts. */
const TREES: ReadonlySet<string> = new Set(['parseMarkdown', 'previewableLinks', 'segments']);

for (const [name, call] of Object.entries(TEXT_FUNCTIONS))
  test(`${name}: four times the text takes at most about four times the work`, () => {
    // The garbage collection of a tree varies: its longest text is the longest message.
    const isTree = TREES.has(name);
    const length = isTree ? MESSAGE_MAX / FACTOR : MESSAGE_MAX;
    const noiseUs = isTree ? 3 * NOISE_US : NOISE_US;
    for (const part of MARKDOWN.has(name) ? [...PARTS, ...MARKDOWN_PARTS] : PARTS)
      for (const frame of FRAMES) {
        const short = repeated(part, frame, length);
        const long = repeated(part, frame, length * FACTOR);
        let [shortUs, longUs] = [Number.POSITIVE_INFINITY, cpuOf(call, long)];
        // Most combinations are settled by one call.
        for (let attempt = 0; longUs > GROWTH_MAX * noiseUs && attempt < ATTEMPTS; attempt++) {
          shortUs = Math.min(shortUs, cpuOf(call, short));
          longUs = Math.min(longUs, cpuOf(call, long));
          if (longUs <= GROWTH_MAX * shortUs && attempt > 1) break;
          // No disturbance is as large as this.
          if (longUs > 1_000 * noiseUs) break;
        }
        assert.ok(
          longUs <= GROWTH_MAX * Math.max(shortUs, noiseUs),
          `${name} with ${JSON.stringify(frame[0] + part + frame[1])}: ${shortUs} µs, and ${longUs} µs for ${FACTOR} times as much`,
        );
      }
  });

// CPU time of this thread in microseconds: what other processes do does not count.
function cpuOf(call: (text: string) => unknown, text: string): number {
  const before = process.threadCpuUsage();
  callWith(call, text);
  const { user, system } = process.threadCpuUsage(before);
  return user + system;
}
