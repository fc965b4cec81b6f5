// Asks an operator before something is changed.
import { createInterface } from 'node:readline/promises';
import { OperatorError } from './failures.ts';

/**
 * Asks a question that only the expected answer confirms.
 *
 * @throws OperatorError if the answer is another one, or there is no terminal to ask on; `option` says how to answer without
 */
export async function confirm(question: string, expected: string, option: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw new OperatorError(`${question}\nThere is no terminal to ask on: pass ${option} to confirm.`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`${question} Type ${expected} to continue: `);
    if (answer.trim() !== expected) throw new OperatorError('Nothing was changed.');
  } finally {
    terminal.close();
  }
}
