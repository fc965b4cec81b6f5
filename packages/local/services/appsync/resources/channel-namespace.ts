// AWS::AppSync::ChannelNamespace: who may publish and subscribe in it, and the handlers that see each event.
import { parseChannelPath, segmentsOf } from '@parley/wire';
import { EngineError } from '../../../errors.ts';
import type { Created, Resource } from '../../resource.ts';
import type { AppSync } from '../appsync.ts';
import { codedHooks } from '../handlers/coded.ts';
import type { Hooks } from '../handlers/hooks.ts';
import { modesOf } from './api.ts';
import { apiNamed } from './api-named.ts';
import { optionalRecord, optionalText, text } from './properties.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Makes a namespace. */
export async function createNamespace({ logicalId, properties }: Resource, appSync: AppSync): Promise<Created> {
  const api = apiNamed(properties, logicalId, appSync);
  const name = parseName(text(properties, 'Name', logicalId), logicalId);
  if (api.namespaces.has(name))
    throw new EngineError('template-broken', `${logicalId}: the API has a namespace ${name} already.`);
  refuseDataSources(properties, logicalId);
  const code = await codeOf(properties, logicalId, appSync);
  const hooks = code === undefined ? {} : await load(code, logicalId, api.setUp.id, name, appSync);
  const publishModes = modesOf(properties, 'PublishAuthModes', logicalId);
  const subscribeModes = modesOf(properties, 'SubscribeAuthModes', logicalId);
  api.namespaces.set(name, {
    name,
    hooks,
    ...(publishModes && { publishModes }),
    ...(subscribeModes && { subscribeModes }),
  });
  const arn = `${api.setUp.arn}/channelNamespace/${name}`;
  const hooked = Object.keys(hooks).length > 0 ? ', with handlers' : '';
  return { ref: arn, attributes: { ChannelNamespaceArn: arn }, says: `namespace ${name}${hooked}` };
}

function parseName(name: string, at: string): string {
  try {
    const segments = segmentsOf(parseChannelPath(name));
    if (segments.length === 1 && segments[0] === name) return name;
  } catch {}
  throw new EngineError('template-broken', `${at}: ${JSON.stringify(name)} cannot be the name of a namespace.`);
}

function refuseDataSources(properties: Properties, at: string): void {
  // CDK writes an empty HandlerConfigs where there are no handlers.
  const configs = optionalRecord(properties, 'HandlerConfigs', at);
  for (const hook of Object.keys(configs)) {
    const integration = optionalRecord(optionalRecord(configs, hook, at), 'Integration', at);
    if (integration['DataSourceName'] !== undefined)
      throw new EngineError('not-emulated', `${at}: ${hook} uses a data source, which is not emulated yet.`);
  }
}

async function codeOf(properties: Properties, at: string, { needs }: AppSync): Promise<string | undefined> {
  const inline = optionalText(properties, 'CodeHandlers', at);
  const location = optionalText(properties, 'CodeS3Location', at);
  if (location === undefined) return inline;
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
  if (bucket === undefined || key === undefined)
    throw new EngineError('template-broken', `${at}: CodeS3Location must be s3://bucket/key.`);
  if (!needs.assets) throw new EngineError('not-emulated', `${at}: CodeS3Location needs the files of an assembly.`);
  return (await needs.assets.readObject(bucket, key)).toString('utf8');
}

function load(code: string, at: string, apiId: string, namespace: string, { sandbox, needs }: AppSync): Promise<Hooks> {
  const log = needs.log;
  return codedHooks(code, at, {
    sandbox,
    clock: needs.clock,
    log: (line) => log?.({ apiId, namespace, ...line }),
  });
}
