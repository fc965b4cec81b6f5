// Lambda on the laptop: every function of the template, each with its own pool of threads.
import { randomUUID } from 'node:crypto';
import { AwsError } from '../../errors.ts';
import type { Code } from './code.ts';
import type { LambdaNeeds } from './needs.ts';
import { Pool } from './pool.ts';
import type { FunctionSettings } from './settings.ts';

/** What a function answered. With `error` the payload says what went wrong: `{ errorType, errorMessage, trace }`. */
export type Answer = { payload: unknown; error?: 'Handled' | 'Unhandled' };

// Source: Lambda quotas, "Invocation payload (request and response)": 6 MB each for synchronous calls.
const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;

/** All functions of a running engine. */
export class Lambda {
  readonly #needs: LambdaNeeds;
  readonly #pools = new Map<string, Pool>();
  readonly #codes: Code[] = [];

  constructor(needs: LambdaNeeds) {
    this.#needs = needs;
  }

  /** Makes a function callable. */
  create(settings: FunctionSettings, code: Code): void {
    this.#codes.push(code);
    this.#pools.set(settings.name, new Pool(settings, code.root, this.#needs));
  }

  /** Calls a function and waits for its answer. What the function throws is an answer; what Lambda refuses is thrown. */
  async invoke(functionNameOrArn: string, payload: unknown): Promise<Answer> {
    const pool = this.#pools.get(nameIn(functionNameOrArn));
    if (!pool)
      throw new AwsError('ResourceNotFoundException', `Function not found: ${functionNameOrArn}`, 404, {
        Type: 'User',
      });
    const event = JSON.stringify(payload ?? {});
    if (Buffer.byteLength(event) > PAYLOAD_BYTES_MAX)
      throw new AwsError(
        'RequestEntityTooLargeException',
        `Request must be smaller than ${PAYLOAD_BYTES_MAX} bytes for the InvokeFunction operation`,
        413,
        { Type: 'User' },
      );
    const { payload: text, failed } = await pool.run({ requestId: randomUUID(), event });
    return { payload: JSON.parse(text), ...(failed && { error: 'Unhandled' as const }) };
  }

  /** Ends every thread, also one that is at work. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    for (const code of this.#codes.splice(0)) code.discard();
  }
}

/** `arn:aws:lambda:us-east-1:000000000000:function:NAME:$LATEST` and `NAME` name the same function. */
function nameIn(functionNameOrArn: string): string {
  return /:function:([^:]+)/.exec(functionNameOrArn)?.[1] ?? functionNameOrArn;
}
