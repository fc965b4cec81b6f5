// English texts for errors of the HTTP API: its own sentences, which tell more than a code.
import type { Problem } from './problems.ts';

export const problem: Problem = () => undefined;
