// AWS::AppSync::ChannelNamespace: who may publish and subscribe in it, and the handlers that see each event.
import { parseChannelPath, segmentsOf } from '@parley/wire';
import { EngineError } from '../../../errors.ts';
import { optionalText, text } from '../../../template/properties.ts';
import type { Created, Resource } from '../../resource-type.ts';
import type { AppSync } from '../appsync-service.ts';
import type { EventApi } from '../event-api.ts';
import type { Hooks } from '../handlers/handler-hooks.ts';
import { codedHooks } from '../handlers/js-handler.ts';
import { directHook } from '../handlers/lambda-handler.ts';
import type { LogLine } from '../handlers/sandbox-protocol.ts';
import { CHOICES, refusal } from '../undocumented-behaviour.ts';
import { apiNamed, modesOf } from './api-resource.ts';
import { type HandlerConfig, handlerConfigs } from './handler-config.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Makes a namespace. */
export async function createNamespace({ logicalId, properties }: Resource, appSync: AppSync): Promise<Created> {
  const api = apiNamed(properties, logicalId, appSync);
  const name = parseName(text(properties, 'Name', logicalId), logicalId);
  if (api.namespaces.has(name))
    throw new EngineError('template-broken', `${logicalId}: the API has a namespace ${name} already.`);
  const configs = handlerConfigs(properties, logicalId);
  const hooks = await hooksOf(properties, configs, { at: logicalId, api, namespace: name, appSync });
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

type For = { at: string; api: EventApi; namespace: string; appSync: AppSync };

/** The hooks in code, and those that are a function, together. */
async function hooksOf(properties: Properties, configs: readonly HandlerConfig[], into: For): Promise<Hooks> {
  const { at, api, namespace, appSync } = into;
  const { needs, sandbox } = appSync;
  const log = (line: LogLine) => needs.log?.({ apiId: api.setUp.id, namespace, ...line });
  const find =
    ({ hook, dataSource = '' }: HandlerConfig) =>
    () => {
      const found = api.dataSources.get(dataSource);
      if (found) return found;
      needs.say?.(`${at}: ${hook} names the data source ${dataSource}, which the API does not have.`);
      throw refusal(CHOICES.badSourceRequest);
    };
  const unknown = configs.find(({ dataSource }) => dataSource && needs.dataSources?.has(dataSource) === false);
  if (unknown)
    throw new EngineError(
      'template-broken',
      `${at}: ${unknown.hook} names the data source ${unknown.dataSource}, which the template does not have.`,
    );
  const code = await codeOf(properties, at, appSync);
  const coded = configs.filter(({ behavior, dataSource }) => behavior === 'CODE' && dataSource !== undefined);
  const sources = Object.fromEntries(coded.map((config) => [config.hook, find(config)]));
  if (code === undefined && coded.length > 0)
    throw new EngineError('template-broken', `${at}: ${coded[0]?.hook} has a data source, but there is no code.`);
  const hooks = code === undefined ? {} : await codedHooks(code, at, { sandbox, clock: needs.clock, log, sources });
  const direct = configs
    .filter(({ behavior }) => behavior === 'DIRECT')
    .map((config) => directHook(config.hook, { source: find(config), invokeType: config.invokeType, log }));
  return Object.assign({}, hooks, ...direct);
}
