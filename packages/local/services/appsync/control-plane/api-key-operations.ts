// The keys of an API: listed, made, prolonged and deleted, each with its own permission.
import { AwsError } from '../../../errors.ts';
import type { ApiKeys } from '../auth/api-keys.ts';
import { keyOf } from './response-shapes.ts';

/** The keys of one API, and which of them a path names. */
export type Keys = { keys: ApiKeys; id: string | undefined };

type Shape = Readonly<Record<string, unknown>>;

/**
 * Answers what changes keys; nothing for what only reads them, which is allowed or refused here too. Source: the paths of
 * botocore's model of AppSync, 2017-07-25.
 */
export async function changeKeys(
  { keys, id }: Keys,
  { method, body }: { method: string; body: string },
  demand: (action: string) => void,
): Promise<Shape | undefined> {
  switch (`${method} ${id === undefined ? 'all' : 'one'}`) {
    case 'GET all':
      demand('ListApiKeys');
      return undefined;
    case 'POST all':
      demand('CreateApiKey');
      return { apiKey: keyOf(await keys.create(parseWish(body))) };
    case 'POST one':
      demand('UpdateApiKey');
      return { apiKey: keyOf(await keys.update(id as string, parseWish(body))) };
    case 'DELETE one':
      demand('DeleteApiKey');
      await keys.delete(id as string);
      return {};
    default:
      throw new AwsError('NotFoundException', 'There is no such operation here.', 404);
  }
}

function parseWish(body: string): { expires?: number; description?: string } {
  let wish: unknown;
  try {
    wish = JSON.parse(body || '{}');
  } catch {
    throw new AwsError('BadRequestException', 'The request is not JSON.');
  }
  const { expires, description } = Object(wish) as { expires?: unknown; description?: unknown };
  if (expires !== undefined && !Number.isInteger(expires))
    throw new AwsError('BadRequestException', 'expires: whole seconds since 1970 are needed.');
  if (description !== undefined && typeof description !== 'string')
    throw new AwsError('BadRequestException', 'description: a text is needed.');
  return {
    ...(expires !== undefined && { expires: expires as number }),
    ...(description !== undefined && { description }),
  };
}
