// HandlerConfigs of a namespace: which hook is code and which a function, and with which data source.
import { EngineError } from '../../../errors.ts';
import { optionalRecord, optionalText, text } from '../../../template/properties.ts';
import type { InvokeType } from '../handlers/lambda-handler.ts';
import type { Hook } from '../handlers/sandbox-protocol.ts';

type Properties = Readonly<Record<string, unknown>>;

/** How one hook is run. */
export type HandlerConfig = {
  readonly hook: Hook;
  readonly behavior: 'CODE' | 'DIRECT';
  readonly dataSource?: string;
  readonly invokeType: InvokeType;
};

const HOOKS: readonly (readonly [name: string, hook: Hook])[] = [
  ['OnPublish', 'onPublish'],
  ['OnSubscribe', 'onSubscribe'],
];

/** Reads the hooks that are set up; CDK writes an empty HandlerConfigs where there are none. */
export function handlerConfigs(properties: Properties, at: string): HandlerConfig[] {
  const configs = optionalRecord(properties, 'HandlerConfigs', at);
  return HOOKS.filter(([name]) => configs[name] !== undefined).map(([name, hook]) =>
    handlerConfig(hook, optionalRecord(configs, name, at), at),
  );
}

function handlerConfig(hook: Hook, config: Properties, at: string): HandlerConfig {
  const integration = optionalRecord(config, 'Integration', at);
  const behavior = oneOf(['CODE', 'DIRECT'] as const, text(config, 'Behavior', at), `${at}: Behavior of ${hook}`);
  const written = optionalText(optionalRecord(integration, 'LambdaConfig', at), 'InvokeType', at);
  const invokeType = oneOf(
    ['REQUEST_RESPONSE', 'EVENT'] as const,
    written ?? 'REQUEST_RESPONSE',
    `${at}: InvokeType of ${hook}`,
  );
  // CDK writes an empty name for code without a data source.
  const dataSource = optionalText(integration, 'DataSourceName', at) || undefined;
  if (behavior === 'DIRECT' && dataSource === undefined)
    throw new EngineError('template-broken', `${at}: ${hook} is DIRECT, which needs a DataSourceName.`);
  return { hook, behavior, invokeType, ...(dataSource !== undefined && { dataSource }) };
}

function oneOf<const T extends string>(values: readonly T[], written: string, what: string): T {
  const found = values.find((value) => value === written);
  if (found === undefined)
    throw new EngineError('template-broken', `${what} is ${written}; it may be ${values.join(' or ')}.`);
  return found;
}
