// The DynamoDB document client of a function: the SDK's errors and retries, on an engine in the same process.
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { AwsError } from '../../packages/local/errors.ts';
import type { Lifetime } from '../determinism/lifetime.ts';
import type { RunContext } from '../determinism/run-context.ts';
import type { Machine } from './machine.ts';

/** A command of the SDK. */
type Command = { input: object };

/** Attempts of one call, and the maximum of the first delay: AWS SDKs and Tools Reference Guide, "Retry behavior", standard mode. */
const ATTEMPTS = 3;
const DELAY_MS = 100;

const META = { $metadata: {} };

/** Sends the commands of one execution environment. A function that crashes during a call receives no result. */
export class DocumentClient {
  readonly #context: RunContext;
  readonly #machine: Machine;
  readonly #lifetime: Lifetime;
  readonly #crashFunction: () => void;

  constructor(context: RunContext, machine: Machine, lifetime: Lifetime, crashFunction: () => void) {
    this.#context = context;
    this.#machine = machine;
    this.#lifetime = lifetime;
    this.#crashFunction = crashFunction;
  }

  /** Like `DynamoDBDocumentClient.send`. */
  async send(command: Command): Promise<never> {
    const { faults, random } = this.#context;
    const operation = operationOf(command);
    // One token for all attempts of a transaction, as in the SDK: repeating a completed transaction changes nothing.
    const token = operation === 'TransactWriteItems' ? { ClientRequestToken: crypto.randomUUID() } : {};
    const input = JSON.stringify({ ...(marshallInput(command.input) as object), ...token });
    if (faults.occurs('function crashes before a call')) return this.#crash();
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await this.#attempt(operation, input);
        if (faults.occurs('function crashes after a call')) return this.#crash();
        return unmarshallOutput(answer) as never;
      } catch (error) {
        if (attempt === ATTEMPTS || !isTransient(error)) throw sdkError(error);
        await this.#sleep(random.draw() * DELAY_MS * 2 ** attempt);
      }
    }
  }

  async #attempt(operation: string, input: string): Promise<Record<string, unknown>> {
    const { faults } = this.#context;
    await this.#sleep(faults.delayMs(2));
    if (faults.occurs('table unreachable')) throw new Error('connect ETIMEDOUT');
    if (faults.occurs('table throttles')) throw new AwsError('ThrottlingException', 'Rate exceeded');
    if (operation.includes('Write') && faults.occurs('transaction conflict')) throw CONFLICT;
    const answer = await this.#machine.table(operation, JSON.parse(input));
    await this.#sleep(faults.delayMs(2));
    if (faults.occurs('table response lost')) throw new Error('read ECONNRESET');
    return JSON.parse(JSON.stringify(answer));
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

function operationOf(command: Command): string {
  const name = command.constructor.name.replace(/Command$/, '');
  const operation = OPERATIONS[name];
  if (!operation)
    throw new Error(`The simulator does not support ${name}: add it to simulator/backend/document-client.ts.`);
  return operation;
}

const OPERATIONS: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Query: 'Query',
  BatchGet: 'BatchGetItem',
  BatchWrite: 'BatchWriteItem',
  TransactWrite: 'TransactWriteItems',
  TransactGet: 'TransactGetItems',
};

/** The fields with plain values in inputs, and with attribute values in outputs. */
const PLAIN = new Set(['Item', 'Key', 'ExpressionAttributeValues', 'ExclusiveStartKey']);
const TYPED = new Set(['Item', 'Attributes', 'LastEvaluatedKey']);

function marshallInput(value: unknown, name = ''): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (PLAIN.has(name)) return marshall(value, { removeUndefinedValues: true });
  if (Array.isArray(value)) return value.map((one) => marshallInput(one, name === 'Keys' ? 'Key' : ''));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, marshallInput(one, key)]));
}

function unmarshallOutput(value: unknown, name = ''): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => unmarshallOutput(one, isItems(name) ? 'Item' : ''));
  if (TYPED.has(name)) return unmarshall(value as Parameters<typeof unmarshall>[0]);
  const isBatch = name === 'Responses';
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, unmarshallOutput(one, isBatch ? 'Items' : key)]),
  );
}

function isItems(name: string): boolean {
  return name === 'Items';
}

function isTransient(error: unknown): boolean {
  return !(error instanceof AwsError) || error.status >= 500 || error.type === 'ThrottlingException';
}

function sdkError(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const { message, fields } = error;
  if (error.type === 'TransactionCanceledException')
    return new TransactionCanceledException({ message, ...META, ...(fields as object) });
  if (error.type === 'ConditionalCheckFailedException')
    return new ConditionalCheckFailedException({ message, ...META, ...(fields as object) });
  return Object.assign(new Error(message), { name: error.type });
}
