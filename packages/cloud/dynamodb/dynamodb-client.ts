// A small client for DynamoDB: plain values in and out, AWS's errors, and its retries.
import { randomUUID } from 'node:crypto';
import { encodeRequest, parseResponse } from './attribute-values.ts';
import { type Command, TransactWriteCommand } from './commands.ts';
import { errorOfResponse, isThrottled, isTransient } from './dynamodb-errors.ts';
import { signedTransport, type Transport } from './signed-transport.ts';

/** Calls DynamoDB. */
export interface DynamoDb {
  /** Sends a command; throws a `DynamoDbError`, or the error of the connection, when the last attempt failed. */
  send<Output>(command: Command<object, Output>): Promise<Output>;
}

/** Everything that a client needs has a default, from the function's environment. */
export type DynamoDbClientDeps = {
  transport?: Transport;
  random?: () => number;
  wait?: (ms: number) => Promise<void>;
  newToken?: () => string;
};

/** Attempts of one call, and the longest delay before the second one, which doubles for the third. Source: AWS SDKs and Tools reference guide, "Retry behavior", standard mode. */
const ATTEMPTS = 3;
const DELAY_MS = 100;
const THROTTLED_DELAY_MS = 500;

/** A client for the tables of one region. */
export class DynamoDbClient implements DynamoDb {
  readonly #deps: Required<DynamoDbClientDeps>;

  constructor({
    transport = signedTransport(),
    random = Math.random,
    wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    newToken = randomUUID,
  }: DynamoDbClientDeps = {}) {
    this.#deps = { transport, random, wait, newToken };
  }

  async send<Output>(command: Command<object, Output>): Promise<Output> {
    const { random, wait, newToken } = this.#deps;
    const { operation, input } = command;
    // One token for all attempts: repeating a completed transaction changes nothing.
    const idempotent = command instanceof TransactWriteCommand ? { ClientRequestToken: newToken(), ...input } : input;
    const body = encodeRequest(idempotent);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await this.#attempt(operation, body)) as Output;
      } catch (error) {
        if (attempt === ATTEMPTS || !isTransient(error)) throw error;
        await wait(random() * (isThrottled(error) ? THROTTLED_DELAY_MS : DELAY_MS) * 2 ** (attempt - 1));
      }
    }
  }

  async #attempt(operation: string, body: string): Promise<Record<string, unknown>> {
    const response = await this.#deps.transport(operation, body);
    if (response.status === 200) return parseResponse(response.body);
    throw errorOfResponse(response.status, parseErrorBody(response.body));
  }
}

function parseErrorBody(body: string): Record<string, unknown> | undefined {
  try {
    return parseResponse(body);
  } catch {
    return undefined;
  }
}
