// A mutant: a bug that is inserted into the code.

/**
 * A bug: a text of a file, its replacement, and the rule that the bug violates. `seed` is the first seed that detects it
 * (a change of the simulator changes it). `append` is the rule that it violates in the chaos of appends, `retention` in that
 * of a retention. A bug without a `rule` needs more
 * seeds of the whole simulation than a test has time for, and is detected by the chaos.
 */
export type Mutant = {
  file: string;
  from: string;
  to: string;
  rule?: string;
  seed?: number;
  append?: string;
  retention?: string;
};
