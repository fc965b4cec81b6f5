// The operations on the API keys of an API, each with its permission.
import { AwsError } from '../../../errors.ts';
import type { ApiKeys } from '../auth/api-keys.ts';
import { toApiKeyShape } from './response-shapes.ts';

/** The keys of one API, and the id in the path. */
export type ApiKeysPath = { keys: ApiKeys; id: string | undefined };

type Shape = Readonly<Record<string, unknown>>;

/** An operation: its action of IAM, and its response; a listing is answered by the caller. */
type ApiKeyOperation = {
  readonly action: string;
  readonly run?: (keys: ApiKeys, id: string, body: string) => Promise<Shape>;
};

/** By method, and whether the path names a key. Source: the paths of botocore's model of AppSync, 2017-07-25. */
const OPERATIONS: Readonly<Record<string, ApiKeyOperation>> = {
  'GET all': { action: 'ListApiKeys' },
  'POST all': {
    action: 'CreateApiKey',
    run: async (keys, _, body) => ({ apiKey: toApiKeyShape(await keys.create(parseInput(body))) }),
  },
  'POST one': {
    action: 'UpdateApiKey',
    run: async (keys, id, body) => ({ apiKey: toApiKeyShape(await keys.update(id, parseInput(body))) }),
  },
  'DELETE one': {
    action: 'DeleteApiKey',
    async run(keys, id) {
      await keys.delete(id);
      return {};
    },
  },
};

/** Runs an operation that changes keys; returns undefined for a permitted listing. `authorize` throws AwsError. */
export async function runApiKeyOperation(
  { keys, id }: ApiKeysPath,
  { method, body }: { method: string; body: string },
  authorize: (action: string) => void,
): Promise<Shape | undefined> {
  const operation = OPERATIONS[`${method} ${id === undefined ? 'all' : 'one'}`];
  if (!operation) throw new AwsError('NotFoundException', 'There is no such operation here.', 404);
  authorize(operation.action);
  return operation.run?.(keys, id ?? '', body);
}

function parseInput(body: string): { expires?: number; description?: string } {
  let input: unknown;
  try {
    input = JSON.parse(body || '{}');
  } catch {
    throw new AwsError('BadRequestException', 'The request is not JSON.');
  }
  const { expires, description } = Object(input) as { expires?: unknown; description?: unknown };
  if (expires !== undefined && !Number.isInteger(expires))
    throw new AwsError('BadRequestException', 'expires must be whole seconds since 1970.');
  if (description !== undefined && typeof description !== 'string')
    throw new AwsError('BadRequestException', 'description must be a string.');
  return {
    ...(expires !== undefined && { expires: expires as number }),
    ...(description !== undefined && { description }),
  };
}
