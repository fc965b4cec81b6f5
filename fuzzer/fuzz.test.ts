// A sample of the fuzzer; `npm run parley -- fuzz` runs it for as long as you like.
import { test } from 'node:test';
import { sampled } from '../harness/exhaustive.ts';
import { fuzz } from './fuzz.ts';

const SEED = 20_260_101;

test('random requests, frames and texts are answered with a sentence, and harm no other user', async () => {
  await fuzz({
    seed: SEED,
    ...sampled({ requests: 70, frames: 30, texts: 150 }, { requests: 20_000, frames: 5_000, texts: 50_000 }),
  });
});
