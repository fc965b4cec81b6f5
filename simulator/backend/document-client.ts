// The document client as a function has it: the SDK's words and its retries, over an engine that is called and not dialled.
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { AwsError } from '../../packages/local/errors.ts';
import type { Life } from '../determinism/lifetime.ts';
import type { World } from '../determinism/run-context.ts';
import type { Machine } from './machine.ts';

/** What a function sends. */
type Command = { input: object };

/** Tries of one call, and the ceiling of the first wait: AWS SDKs and Tools Reference Guide, "Retry behavior", standard mode. */
const TRIES = 3;
const WAIT_MS = 100;

const META = { $metadata: {} };

/** Sends the commands of one container. A function that dies in the middle of a call never hears of it. */
export class DocumentClient {
  readonly #world: World;
  readonly #machine: Machine;
  readonly #life: Life;
  readonly #dies: () => void;

  constructor(world: World, machine: Machine, life: Life, dies: () => void) {
    this.#world = world;
    this.#machine = machine;
    this.#life = life;
    this.#dies = dies;
  }

  /** As `DynamoDBDocumentClient.send`. */
  async send(command: Command): Promise<never> {
    const { faults, chance } = this.#world;
    const operation = operationOf(command);
    // One token for all tries of a transaction, as the SDK makes one: a second try of what was done does nothing.
    const token = operation === 'TransactWriteItems' ? { ClientRequestToken: crypto.randomUUID() } : {};
    const input = JSON.stringify({ ...(typed(command.input) as object), ...token });
    if (faults.strikes('function dies before a call')) return this.#die();
    for (let tries = 1; ; tries++) {
      try {
        const answer = await this.#try(operation, input);
        if (faults.strikes('function dies after a call')) return this.#die();
        return untyped(answer) as never;
      } catch (error) {
        if (tries === TRIES || !isTransient(error)) throw asOfTheSdk(error);
        await this.#rest(chance.draw() * WAIT_MS * 2 ** tries);
      }
    }
  }

  async #try(operation: string, input: string): Promise<Record<string, unknown>> {
    const { faults } = this.#world;
    await this.#rest(faults.hopMs(2));
    if (faults.strikes('table not reached')) throw new Error('connect ETIMEDOUT');
    if (faults.strikes('table throttles')) throw new AwsError('ThrottlingException', 'Rate exceeded');
    if (operation.includes('Write') && faults.strikes('transaction conflict')) throw CONFLICT;
    const answer = await this.#machine.table(operation, JSON.parse(input));
    await this.#rest(faults.hopMs(2));
    if (faults.strikes('table answer lost')) throw new Error('read ECONNRESET');
    return JSON.parse(JSON.stringify(answer));
  }

  #rest(waitMs: number): Promise<void> {
    return new Promise((resolve) => this.#life.after(waitMs, resolve));
  }

  #die(): Promise<never> {
    this.#dies();
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
  if (!operation) throw new Error(`The run knows no ${name}: add it to simulator/backend/document-client.ts.`);
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

/** Where plain values stand in what is sent, and in what is answered. */
const PLAIN = new Set(['Item', 'Key', 'ExpressionAttributeValues', 'ExclusiveStartKey']);
const TYPED = new Set(['Item', 'Attributes', 'LastEvaluatedKey']);

function typed(value: unknown, name = ''): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (PLAIN.has(name)) return marshall(value, { removeUndefinedValues: true });
  if (Array.isArray(value)) return value.map((one) => typed(one, name === 'Keys' ? 'Key' : ''));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, typed(one, key)]));
}

function untyped(value: unknown, name = ''): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => untyped(one, isItems(name) ? 'Item' : ''));
  if (TYPED.has(name)) return unmarshall(value as Parameters<typeof unmarshall>[0]);
  const isBatch = name === 'Responses';
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, untyped(one, isBatch ? 'Items' : key)]));
}

function isItems(name: string): boolean {
  return name === 'Items';
}

function isTransient(error: unknown): boolean {
  return !(error instanceof AwsError) || error.status >= 500 || error.type === 'ThrottlingException';
}

function asOfTheSdk(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const { message, fields } = error;
  if (error.type === 'TransactionCanceledException')
    return new TransactionCanceledException({ message, ...META, ...(fields as object) });
  if (error.type === 'ConditionalCheckFailedException')
    return new ConditionalCheckFailedException({ message, ...META, ...(fields as object) });
  return Object.assign(new Error(message), { name: error.type });
}
