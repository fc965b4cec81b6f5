// What `@aws-sdk/client-appsync` and the AWS CLI ask: the Event APIs of the stack with their namespaces and data sources, to be
// read, and their keys, to be made, prolonged and deleted too.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../clock.ts';
import { AwsError } from '../../../errors.ts';
import type { Endpoints } from '../../../http/endpoints.ts';
import { readBody } from '../../../http/request-body.ts';
import { REGION } from '../../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../../resource-type.ts';
import type { ApiKeys } from '../auth/api-keys.ts';
import { changeKeys, type Keys } from './api-key-operations.ts';
import { apiOf, dataSourceOf, keyOf, type Made, namespaceOf } from './response-shapes.ts';

/** What the control plane needs: where it is reached, the keys of an API, and a check of what the caller may do. */
export type ControlNeeds = {
  clock: Clock;
  endpoints: Endpoints;
  keysOf: (apiId: string) => ApiKeys | undefined;
  /** Throws what AWS refuses. */
  demand: (headers: IncomingHttpHeaders, action: string) => void;
};

type Shape = Readonly<Record<string, unknown>>;

// Source: AppSync API reference, ListApis and its kin: "maxResults", 0 to 25.
const PAGE_MAX = 25;

/** Everything that the template made of AppSync. Only its keys are changed here; the rest is the template's. */
export class AppSyncControl {
  readonly #needs: ControlNeeds;
  readonly #made = new Map<string, Made[]>();

  constructor(needs: ControlNeeds) {
    this.#needs = needs;
    needs.endpoints.add({
      host: `appsync.${REGION}.amazonaws.com`,
      base: '/_aws/appsync',
      handle: (request, response, url) => this.#answer(request, response, url),
    });
  }

  /** Takes note of a resource that was made. */
  note({ type, properties }: Resource, { attributes = {} }: Created): void {
    const made = this.#made.get(type) ?? [];
    made.push({ properties, attributes, created: Math.floor(this.#needs.clock.now() / 1000) });
    this.#made.set(type, made);
  }

  async #answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body = (await readBody(request, { maxBytes: BODY_MAX, tooLarge })).toString('utf8');
    // AWS's gateway looks for a signature before anything else, and says this to who has none.
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 '))
      throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
    const keys = this.#keysAt(url);
    const answer = keys
      ? await changeKeys(keys, { method: request.method ?? '', body }, (action) =>
          this.#needs.demand(request.headers, `appsync:${action}`),
        )
      : undefined;
    if (!answer && request.method !== 'GET')
      throw new AwsError(
        'BadRequestException',
        'On this machine AppSync is changed by its template, but for its keys: change the template, and start it again.',
      );
    const text = JSON.stringify(answer ?? this.#read(url));
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  }

  /** The keys that a path is about: `/v1/apis/{apiId}/apikeys` or one of them. */
  #keysAt({ pathname }: URL): Keys | undefined {
    const [version, kind, apiId = '', list, id, ...more] = pathname.slice(1).split('/').map(decoded);
    if (version !== 'v1' || kind !== 'apis' || list !== 'apikeys' || more.length > 0) return undefined;
    const keys = this.#needs.keysOf(apiId);
    return keys && { keys, id };
  }

  /** Source: the paths of botocore's model of AppSync, 2017-07-25. */
  #read({ pathname, searchParams }: URL): Shape {
    const [version, kind, apiId, list, name, ...more] = pathname.slice(1).split('/').map(decoded);
    if (kind !== 'apis' || more.length > 0) throw notFound('There is no such operation here');
    if (version === 'v2' && apiId === undefined) return paged('apis', this.#apis(), searchParams);
    const id = apiId ?? '';
    const api = this.#apis().find((one) => one['apiId'] === id);
    if (!api) throw notFound(`Api ${id} not found`);
    if (version === 'v2' && list === undefined) return { api };
    switch (`${version}/${list}`) {
      case 'v2/channelNamespaces':
        return this.#oneOrAll('channelNamespace', this.#of('ChannelNamespace', id, namespaceOf), name, searchParams);
      case 'v1/datasources':
        return this.#oneOrAll('dataSource', this.#of('DataSource', id, dataSourceOf), name, searchParams);
      case 'v1/apikeys':
        return paged('apiKeys', this.#keys(id), searchParams);
      default:
        throw notFound('There is no such operation here');
    }
  }

  #oneOrAll(member: string, all: readonly Shape[], name: string | undefined, query: URLSearchParams): Shape {
    if (name === undefined) return paged(`${member}s`, all, query);
    const found = all.find((one) => one['name'] === name);
    if (!found) throw notFound(`${member} ${name} not found`);
    return { [member]: found };
  }

  #apis(): readonly Shape[] {
    return (this.#made.get('AWS::AppSync::Api') ?? []).map(apiOf);
  }

  #keys(apiId: string): readonly Shape[] {
    return (this.#needs.keysOf(apiId)?.all ?? []).map(keyOf);
  }

  #of(type: string, apiId: string, shape: (made: Made) => Shape): readonly Shape[] {
    const all = this.#made.get(`AWS::AppSync::${type}`) ?? [];
    return all.filter(({ properties }) => properties['ApiId'] === apiId).map(shape);
  }
}

/** The same kinds, and the control plane takes note of what each makes. */
export function noted<Needs>(
  kinds: readonly ResourceType<Needs>[],
): readonly ResourceType<Needs & { appSyncControl: AppSyncControl }>[] {
  return kinds.map((kind) => ({
    ...kind,
    async create(resource, needs) {
      const created = await kind.create(resource, needs);
      needs.appSyncControl.note(resource, created);
      return created;
    },
  }));
}

// A key's description is the longest thing that is sent here.
const BODY_MAX = 16 * 1024;

function tooLarge(): AwsError {
  return new AwsError('BadRequestException', `A request may be ${BODY_MAX} bytes.`);
}

function paged(member: string, all: readonly Shape[], query: URLSearchParams): Shape {
  const from = Number(query.get('nextToken') ?? 0);
  const size = Number(query.get('maxResults') ?? PAGE_MAX);
  if (!Number.isInteger(from) || from < 0) throw new AwsError('BadRequestException', 'Invalid nextToken.');
  if (!Number.isInteger(size) || size < 0 || size > PAGE_MAX)
    throw new AwsError('BadRequestException', `maxResults must be from 0 to ${PAGE_MAX}.`);
  const end = from + (size || PAGE_MAX);
  return { [member]: all.slice(from, end), ...(end < all.length && { nextToken: String(end) }) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AwsError('BadRequestException', 'The path is not UTF-8.');
  }
}

function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', `${message}.`, 404);
}
