// Exhaustive runs: tests that sample by default try everything with `npm test -- --exhaustive`.

/** The environment variable that asks for exhaustive runs. */
export const EXHAUSTIVE = 'PARLEY_EXHAUSTIVE';

/** Returns the first value by default, the second one in an exhaustive run. */
export function sampled<Value>(sample: Value, everything: Value): Value {
  return process.env[EXHAUSTIVE] === '1' ? everything : sample;
}
