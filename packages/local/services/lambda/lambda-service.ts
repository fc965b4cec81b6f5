// Lambda on the laptop: every function of the template, each with its own pool of threads.
import { randomUUID } from 'node:crypto';
import { AwsError } from '../../errors.ts';
import { type Fault, Hop, withFaults } from '../../fault-injection/index.ts';
import { Later, type LaterLimits } from './async-invocations.ts';
import type { Code } from './code-location.ts';
import { Pool } from './environment-pool.ts';
import type { Outcome } from './execution-environment.ts';
import { type LambdaPermission, nameIn, permits } from './function-permissions.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { LambdaNeeds } from './lambda-deps.ts';

/** What a function answered. With `error` the payload says what went wrong: `{ errorType, errorMessage, trace }`. */
export type Answer = { payload: unknown; error?: 'Handled' | 'Unhandled' };

// Source: Lambda quotas, "Invocation payload (request and response)": 6 MB each for synchronous calls.
const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;

/** All functions of a running engine. */
export class Lambda {
  readonly #needs: LambdaNeeds;
  readonly #hop: Hop;
  readonly #pools = new Map<string, Pool>();
  readonly #codes: Code[] = [];
  readonly #permissions: LambdaPermission[] = [];
  readonly #later: Later;

  constructor(needs: LambdaNeeds) {
    this.#needs = needs;
    this.#hop = needs.hop ?? new Hop('handler', needs.clock);
    this.#later = new Later({
      clock: needs.clock,
      tryOnce: async (name, payload) => (await this.invoke(name, payload)).error === undefined,
      say: needs.say ?? (() => {}),
    });
  }

  /** Makes a function callable. */
  create(settings: FunctionSettings, code: Code): void {
    this.#codes.push(code);
    this.#pools.set(settings.name, new Pool(settings, code.root, this.#needs));
  }

  /**
   * Calls a function and waits for its answer. What the function throws is an answer; what Lambda refuses is thrown. The
   * function's SDK passes the trace on.
   */
  async invoke(functionNameOrArn: string, payload: unknown, trace?: string): Promise<Answer> {
    const name = nameIn(functionNameOrArn);
    const pool = this.#pools.get(name);
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
    const run = (fault?: Fault) =>
      pool.run({
        requestId: randomUUID(),
        event,
        ...(trace !== undefined && { trace }),
        ...(fault && { fault: fault.fault }),
      });
    const { payload: text, failed } = await withFaults<Outcome>(
      {
        hop: this.#hop,
        site: 'call',
        subject: name,
        trace,
        started: ['called', name],
        returned: (outcome) => [outcome.failed ? 'failed' : 'returned'],
        errorFor: lambdaError,
        injected: { crash: run, 'crash-after': run, hang: run },
      },
      () => run(),
    );
    return { payload: JSON.parse(text), ...(failed && { error: 'Unhandled' as const }) };
  }

  /** Calls a function, returns at once, and tries again as Lambda does for an asynchronous call. */
  invokeLater(functionNameOrArn: string, payload: unknown): void {
    this.#later.call(nameIn(functionNameOrArn), payload);
  }

  /** How often and how long an asynchronous call of a function is tried again. */
  limitLater(functionNameOrArn: string, limits: LaterLimits): void {
    this.#later.limit(nameIn(functionNameOrArn), limits);
  }

  /** Adds to a function's own policy. */
  permit(permission: LambdaPermission): void {
    this.#permissions.push(permission);
  }

  /** Whether a function's own policy lets a service call it for one of that service's resources. */
  permits(functionArn: string, service: string, sourceArn: string): boolean {
    return this.#permissions.some((permission) => permits(permission, functionArn, service, sourceArn));
  }

  /** Ends every thread, also one that is at work. */
  async close(): Promise<void> {
    this.#later.close();
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    for (const code of this.#codes.splice(0)) code.discard();
  }
}

/** The error of an injected fault, in Lambda's words (Lambda API reference, Invoke). */
function lambdaError({ error }: Fault): AwsError {
  if (error === 'TooManyRequestsException')
    return new AwsError(error, 'Rate Exceeded.', 429, { Reason: 'ConcurrentInvocationLimitExceeded', Type: 'User' });
  return new AwsError('ServiceException', 'The service encountered an internal error.', 500, { Type: 'Service' });
}
