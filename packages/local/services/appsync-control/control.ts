// What `@aws-sdk/client-appsync` and the AWS CLI read: the Event APIs of the stack, their keys, namespaces and data sources.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import { REGION } from '../ids.ts';
import type { Created, Resource, ResourceKind } from '../resource.ts';
import { apiOf, dataSourceOf, keyOf, type Made, namespaceOf } from './shapes.ts';

/** What the control plane needs: where it is reached, and when a key ends (seconds since 1970). */
export type ControlNeeds = {
  clock: Clock;
  endpoints: Endpoints;
  expiryOf: (apiId: string, key: string) => number | undefined;
};

type Shape = Readonly<Record<string, unknown>>;

// Source: AppSync API reference, ListApis and its kin: "maxResults", 0 to 25.
const PAGE_MAX = 25;

/** Everything that the template made of AppSync, to be read and not to be changed. */
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

  #answer(request: IncomingMessage, response: ServerResponse, url: URL): void {
    request.resume();
    // AWS's gateway looks for a signature before anything else, and says this to who has none.
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 '))
      throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
    if (request.method !== 'GET')
      throw new AwsError(
        'BadRequestException',
        'On this machine AppSync is read here and changed by its template: change the template, and start it again.',
      );
    const text = JSON.stringify(this.#read(url));
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
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
    return this.#of('ApiKey', apiId, (made) =>
      keyOf(made, this.#needs.expiryOf(apiId, String(made.attributes['ApiKey'])) ?? 0),
    );
  }

  #of(type: string, apiId: string, shape: (made: Made) => Shape): readonly Shape[] {
    const all = this.#made.get(`AWS::AppSync::${type}`) ?? [];
    return all.filter(({ properties }) => properties['ApiId'] === apiId).map(shape);
  }
}

/** The same kinds, and the control plane takes note of what each makes. */
export function noted<Needs>(
  kinds: readonly ResourceKind<Needs>[],
): readonly ResourceKind<Needs & { appSyncControl: AppSyncControl }>[] {
  return kinds.map((kind) => ({
    ...kind,
    async create(resource, needs) {
      const created = await kind.create(resource, needs);
      needs.appSyncControl.note(resource, created);
      return created;
    },
  }));
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
