// HandlerConfigs of a channel namespace: whether a hook is code or a function, and its data source.
import { type PropertyReader, templateBroken } from '../../../template/properties.ts';
import type { InvokeType } from '../handlers/lambda-handler.ts';
import type { Hook } from '../handlers/sandbox-protocol.ts';

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

/** Reads the configured hooks; CDK writes an empty HandlerConfigs when there are none. */
export function parseHandlerConfigs(namespace: PropertyReader): HandlerConfig[] {
  const configs = namespace.optionalObject('HandlerConfigs');
  return HOOKS.filter(([name]) => configs.properties[name] !== undefined).map(([name, hook]) =>
    parseHandlerConfig(hook, configs.optionalObject(name)),
  );
}

function parseHandlerConfig(hook: Hook, config: PropertyReader): HandlerConfig {
  const integration = config.optionalObject('Integration');
  const behavior = config.oneOf('Behavior', ['CODE', 'DIRECT']);
  const lambdaConfig = integration.optionalObject('LambdaConfig');
  const invokeType = lambdaConfig.oneOf('InvokeType', ['REQUEST_RESPONSE', 'EVENT'], 'REQUEST_RESPONSE');
  // CDK writes an empty name for code without a data source.
  const dataSource = integration.optionalString('DataSourceName') || undefined;
  if (behavior === 'DIRECT' && dataSource === undefined)
    throw templateBroken(config.subject, `${hook} is DIRECT, which needs a DataSourceName`);
  return { hook, behavior, invokeType, ...(dataSource !== undefined && { dataSource }) };
}
