// AWS::AppSync::ChannelNamespace: its authorization modes, and its handlers for publish and subscribe.
import { parseChannelPath, segmentsOf } from '@parley/wire';
import { notEmulated, PropertyReader, templateBroken } from '../../../template/properties.ts';
import type { Created, Resource } from '../../resource-type.ts';
import type { AppSync } from '../appsync-service.ts';
import type { EventApi } from '../event-api.ts';
import type { Hooks } from '../handlers/handler-hooks.ts';
import { loadJsHooks } from '../handlers/js-handler.ts';
import { lambdaHook } from '../handlers/lambda-handler.ts';
import type { LogLine } from '../handlers/sandbox-protocol.ts';
import { awsError, UNDOCUMENTED } from '../undocumented-behaviour.ts';
import { findApi, parseModes } from './api-resource.ts';
import { type HandlerConfig, parseHandlerConfigs } from './handler-config.ts';

/** The names of the stack's data sources; undefined when they are not known before they are created. */
type DataSourceNames = ReadonlySet<string> | undefined;

/** Creates a channel namespace. */
export async function createNamespace(
  resource: Resource,
  appSync: AppSync,
  dataSources: DataSourceNames,
): Promise<Created> {
  const reader = new PropertyReader(resource.properties, resource.logicalId);
  const name = parseName(reader);
  if (findApi(reader, appSync).namespaces.has(name))
    throw templateBroken(resource.logicalId, `the API already has a namespace ${name}`);
  return updateNamespace(resource, appSync, dataSources);
}

/** Creates a channel namespace, or replaces its handlers and modes; its subscriptions stay. */
export async function updateNamespace(
  { logicalId, properties }: Resource,
  appSync: AppSync,
  dataSources: DataSourceNames,
): Promise<Created> {
  const reader = new PropertyReader(properties, logicalId);
  const api = findApi(reader, appSync);
  const name = parseName(reader);
  const hooks = await createHooks(reader, { api, namespace: name, appSync, dataSources });
  const publishModes = parseModes(reader, 'PublishAuthModes');
  const subscribeModes = parseModes(reader, 'SubscribeAuthModes');
  api.namespaces.set(name, {
    name,
    hooks,
    ...(publishModes && { publishModes }),
    ...(subscribeModes && { subscribeModes }),
  });
  const arn = `${api.config.arn}/channelNamespace/${name}`;
  const suffix = Object.keys(hooks).length > 0 ? ', with handlers' : '';
  return { ref: arn, attributes: { ChannelNamespaceArn: arn }, summary: `namespace ${name}${suffix}` };
}

function parseName(properties: PropertyReader): string {
  const name = properties.string('Name');
  try {
    const segments = segmentsOf(parseChannelPath(name));
    if (segments.length === 1 && segments[0] === name) return name;
  } catch {}
  throw templateBroken(properties.subject, `${JSON.stringify(name)} is not a valid namespace name`);
}

async function readCode(properties: PropertyReader, { assets }: AppSync['deps']): Promise<string | undefined> {
  const inline = properties.optionalString('CodeHandlers');
  const location = properties.optionalString('CodeS3Location');
  if (location === undefined) return inline;
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
  if (bucket === undefined || key === undefined)
    throw templateBroken(properties.subject, 'CodeS3Location must be s3://bucket/key');
  if (!assets) throw notEmulated(properties.subject, 'CodeS3Location without the assets of a cloud assembly');
  return (await assets.readObject(bucket, key)).toString('utf8');
}

type HookOwner = { api: EventApi; namespace: string; appSync: AppSync; dataSources: DataSourceNames };

/** Creates the hooks that are code and those that are a function. */
async function createHooks(
  properties: PropertyReader,
  { api, namespace, appSync, dataSources }: HookOwner,
): Promise<Hooks> {
  const { subject } = properties;
  const { deps, sandbox } = appSync;
  const configs = parseHandlerConfigs(properties);
  const log = (line: LogLine) => deps.log?.({ apiId: api.config.id, namespace, ...line });
  const findSource =
    ({ hook, dataSource = '' }: HandlerConfig) =>
    () => {
      const found = api.dataSources.get(dataSource);
      if (found) return found;
      deps.warn?.(`${subject}: ${hook} names the data source ${dataSource}, which the API does not have.`);
      throw awsError(UNDOCUMENTED.badSourceRequest);
    };
  const unknown = configs.find(({ dataSource }) => dataSource && dataSources?.has(dataSource) === false);
  if (unknown)
    throw templateBroken(
      subject,
      `${unknown.hook} names the data source ${unknown.dataSource}, which the template does not have`,
    );
  const code = await readCode(properties, deps);
  const withSource = configs.filter(({ behavior, dataSource }) => behavior === 'CODE' && dataSource !== undefined);
  const sources = Object.fromEntries(withSource.map((config) => [config.hook, findSource(config)]));
  if (code === undefined && withSource.length > 0)
    throw templateBroken(subject, `${withSource[0]?.hook} has a data source, but there is no code`);
  const jsHooks =
    code === undefined ? {} : await loadJsHooks(code, subject, { sandbox, clock: deps.clock, log, sources });
  const lambdaHooks = configs
    .filter(({ behavior }) => behavior === 'DIRECT')
    .map((config) => lambdaHook(config.hook, { source: findSource(config), invokeType: config.invokeType, log }));
  return Object.assign({}, jsHooks, ...lambdaHooks);
}
