// The DynamoDB client of a function, with its own retries and errors, on an engine in the same process.
import type { Command } from '../../packages/cloud/dynamodb/commands.ts';
import { type DynamoDb, DynamoDbClient } from '../../packages/cloud/dynamodb/dynamodb-client.ts';
import { AwsError } from '../../packages/local/errors.ts';
import type { Lifetime } from '../determinism/lifetime.ts';
import type { RunContext } from '../determinism/run-context.ts';
import type { Machine } from './machine.ts';

/** Sends the commands of one execution environment. A function that crashes during a call receives no result. */
export class DocumentClient implements DynamoDb {
  readonly #context: RunContext;
  readonly #machine: Machine;
  readonly #lifetime: Lifetime;
  readonly #crashFunction: () => void;
  readonly #client: DynamoDbClient;

  constructor(context: RunContext, machine: Machine, lifetime: Lifetime, crashFunction: () => void) {
    this.#context = context;
    this.#machine = machine;
    this.#lifetime = lifetime;
    this.#crashFunction = crashFunction;
    this.#client = new DynamoDbClient({
      transport: (operation, body) => this.#respond(operation, body),
      random: context.random.draw,
      wait: (ms) => this.#sleep(ms),
      newToken: () => crypto.randomUUID(),
    });
  }

  async send<Output>(command: Command<object, Output>): Promise<Output> {
    const { faults } = this.#context;
    if (faults.occurs('function crashes before a call')) return this.#crash();
    const output = await this.#client.send(command);
    if (faults.occurs('function crashes after a call')) return this.#crash();
    return output;
  }

  async #respond(operation: string, body: string): Promise<{ status: number; body: string }> {
    try {
      return { status: 200, body: JSON.stringify(await this.#attempt(operation, body)) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { type, message, status, fields } = error;
      return { status, body: JSON.stringify({ __type: type, message, ...fields }) };
    }
  }

  async #attempt(operation: string, body: string): Promise<unknown> {
    const { faults } = this.#context;
    await this.#sleep(faults.delayMs(2));
    if (faults.occurs('table unreachable')) throw new Error('connect ETIMEDOUT');
    if (faults.occurs('table throttles')) throw new AwsError('ThrottlingException', 'Rate exceeded');
    if (operation.includes('Write') && faults.occurs('transaction conflict')) throw CONFLICT;
    if (operation === 'PutItem' && faults.occurs('transaction conflict')) throw PUT_CONFLICT;
    const answer = await this.#machine.staleReads.read(operation, body, () =>
      this.#machine.table(operation, JSON.parse(body)),
    );
    await this.#sleep(faults.delayMs(2));
    if (faults.occurs('table response lost')) throw new Error('read ECONNRESET');
    return answer;
  }

  #sleep(waitMs: number): Promise<void> {
    return new Promise((resolve) => this.#lifetime.after(waitMs, resolve));
  }

  #crash(): Promise<never> {
    this.#crashFunction();
    return new Promise(() => undefined);
  }
}

const CONFLICT = new AwsError('TransactionCanceledException', 'Transaction cancelled', 400, {
  CancellationReasons: [
    { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' },
    { Code: 'None' },
  ],
});

const PUT_CONFLICT = new AwsError('TransactionConflictException', 'Transaction is ongoing for the item');
