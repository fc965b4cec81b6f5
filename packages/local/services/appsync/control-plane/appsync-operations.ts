// The control plane, for `@aws-sdk/client-appsync` and the AWS CLI: reads the Event APIs of the stack with their namespaces and
// data sources, and lists, creates, updates and deletes their API keys.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../clock.ts';
import { AwsError } from '../../../errors.ts';
import type { Endpoints } from '../../../http/endpoints.ts';
import { readBody } from '../../../http/request-body.ts';
import { REGION } from '../../resource-ids.ts';
import type { Created, Resource, ResourceType } from '../../resource-type.ts';
import type { ApiKeys } from '../auth/api-keys.ts';
import { type ApiKeysPath, runApiKeyOperation } from './api-key-operations.ts';
import {
  type CreatedResource,
  toApiKeyShape,
  toApiShape,
  toDataSourceShape,
  toNamespaceShape,
} from './response-shapes.ts';

/** The dependencies of the control plane. */
export type ControlPlaneDeps = {
  clock: Clock;
  endpoints: Endpoints;
  keysOf: (apiId: string) => ApiKeys | undefined;
  /** Throws AwsError when the caller may not perform the action. */
  demand: (headers: IncomingHttpHeaders, action: string) => void;
};

type Shape = Readonly<Record<string, unknown>>;

// Source: AppSync API reference, ListApis and the other lists: "maxResults", 0 to 25.
const PAGE_MAX = 25;

/** The AppSync resources of the template. Only API keys can be changed here; the rest is the template's. */
export class AppSyncControlPlane {
  readonly #deps: ControlPlaneDeps;
  readonly #resources = new Map<string, CreatedResource[]>();

  constructor(deps: ControlPlaneDeps) {
    this.#deps = deps;
    deps.endpoints.add({
      host: `appsync.${REGION}.amazonaws.com`,
      base: '/_aws/appsync',
      handle: (request, response, url) => this.#respond(request, response, url),
    });
  }

  /** Records a resource that was created. */
  record({ type, properties }: Resource, { attributes = {} }: Created): void {
    const resources = this.#resources.get(type) ?? [];
    resources.push({ properties, attributes, created: Math.floor(this.#deps.clock.now() / 1000) });
    this.#resources.set(type, resources);
  }

  async #respond(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body = (await readBody(request, { maxBytes: BODY_MAX, tooLarge })).toString('utf8');
    // AWS's gateway looks for a signature before anything else, and answers an unsigned request with this.
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 '))
      throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
    const keys = this.#apiKeysOf(url);
    const changed = keys
      ? await runApiKeyOperation(keys, { method: request.method ?? '', body }, (action) =>
          this.#deps.demand(request.headers, `appsync:${action}`),
        )
      : undefined;
    if (!changed && request.method !== 'GET')
      throw new AwsError(
        'BadRequestException',
        'The local engine changes only the keys of an API. For everything else, change the template and restart.',
      );
    const text = JSON.stringify(changed ?? this.#read(url));
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  }

  /** The API keys that a path names: `/v1/apis/{apiId}/apikeys`, or one of them. */
  #apiKeysOf({ pathname }: URL): ApiKeysPath | undefined {
    const [version, kind, apiId = '', list, id, ...more] = pathname.slice(1).split('/').map(decodeSegment);
    if (version !== 'v1' || kind !== 'apis' || list !== 'apikeys' || more.length > 0) return undefined;
    const keys = this.#deps.keysOf(apiId);
    return keys && { keys, id };
  }

  /** Source: the paths of botocore's model of AppSync, 2017-07-25. */
  #read({ pathname, searchParams }: URL): Shape {
    const [version, kind, apiId, list, name, ...more] = pathname.slice(1).split('/').map(decodeSegment);
    if (kind !== 'apis' || more.length > 0) throw notFound('There is no such operation here');
    if (version === 'v2' && apiId === undefined) return toPage('apis', this.#apis(), searchParams);
    const id = apiId ?? '';
    const api = this.#apis().find((one) => one['apiId'] === id);
    if (!api) throw notFound(`Api ${id} not found`);
    if (version === 'v2' && list === undefined) return { api };
    switch (`${version}/${list}`) {
      case 'v2/channelNamespaces':
        return this.#oneOrAll(
          'channelNamespace',
          this.#resourcesOf('ChannelNamespace', id, toNamespaceShape),
          name,
          searchParams,
        );
      case 'v1/datasources':
        return this.#oneOrAll('dataSource', this.#resourcesOf('DataSource', id, toDataSourceShape), name, searchParams);
      case 'v1/apikeys':
        return toPage('apiKeys', this.#keys(id), searchParams);
      default:
        throw notFound('There is no such operation here');
    }
  }

  #oneOrAll(member: string, all: readonly Shape[], name: string | undefined, query: URLSearchParams): Shape {
    if (name === undefined) return toPage(`${member}s`, all, query);
    const found = all.find((one) => one['name'] === name);
    if (!found) throw notFound(`${member} ${name} not found`);
    return { [member]: found };
  }

  #apis(): readonly Shape[] {
    return (this.#resources.get('AWS::AppSync::Api') ?? []).map(toApiShape);
  }

  #keys(apiId: string): readonly Shape[] {
    return (this.#deps.keysOf(apiId)?.all ?? []).map(toApiKeyShape);
  }

  #resourcesOf(type: string, apiId: string, toShape: (resource: CreatedResource) => Shape): readonly Shape[] {
    const all = this.#resources.get(`AWS::AppSync::${type}`) ?? [];
    return all.filter(({ properties }) => properties['ApiId'] === apiId).map(toShape);
  }
}

/** The same resource types, whose resources the control plane records. */
export function withControlPlane<Deps>(
  types: readonly ResourceType<Deps>[],
): readonly ResourceType<Deps & { appSyncControlPlane: AppSyncControlPlane }>[] {
  return types.map((type) => ({
    ...type,
    async create(resource, deps) {
      const created = await type.create(resource, deps);
      deps.appSyncControlPlane.record(resource, created);
      return created;
    },
  }));
}

// The description of a key is the longest input.
const BODY_MAX = 16 * 1024;

function tooLarge(): AwsError {
  return new AwsError('BadRequestException', `The request is larger than ${BODY_MAX} bytes.`);
}

function toPage(member: string, all: readonly Shape[], query: URLSearchParams): Shape {
  const from = Number(query.get('nextToken') ?? 0);
  const size = Number(query.get('maxResults') ?? PAGE_MAX);
  if (!Number.isInteger(from) || from < 0) throw new AwsError('BadRequestException', 'Invalid nextToken.');
  if (!Number.isInteger(size) || size < 0 || size > PAGE_MAX)
    throw new AwsError('BadRequestException', `maxResults must be from 0 to ${PAGE_MAX}.`);
  const end = from + (size || PAGE_MAX);
  return { [member]: all.slice(from, end), ...(end < all.length && { nextToken: String(end) }) };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AwsError('BadRequestException', 'The path is not UTF-8.');
  }
}

function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', `${message}.`, 404);
}
