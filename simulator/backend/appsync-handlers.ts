// The AppSync handlers of the template in QuickJS, in this thread, so that a run is one deterministic sequence of steps.
import { lambdaSource } from '../../packages/local/services/appsync/data-sources/data-source.ts';
import { dynamoDbSource } from '../../packages/local/services/appsync/data-sources/dynamodb-data-source.ts';
import type { Hooks } from '../../packages/local/services/appsync/handlers/handler-hooks.ts';
import { loadJsHooks } from '../../packages/local/services/appsync/handlers/js-handler.ts';
import { QuickJsVm } from '../../packages/local/services/appsync/handlers/quickjs-vm.ts';
import { resourcesOf } from './stack-template.ts';
import { TABLES } from './table-names.ts';

/** Creates the namespaces of the template with their hooks on the tables of a run. The code has no state: runs share it. */
export type Handlers = (table: Table) => Promise<readonly { name: string; hooks: Hooks }[]>;

type Table = Parameters<typeof dynamoDbSource>[2];
type Configs = Record<string, { Integration?: { DataSourceName?: unknown } }>;

/** Loads the code of every namespace. Compilation takes real time, so it happens before the first run. */
export async function loadHandlers(): Promise<Handlers> {
  const vms: QuickJsVm[] = [];
  const loaded = new Map<string, { id: number; shapes: Awaited<ReturnType<QuickJsVm['load']>> }>();
  for (const { properties } of resourcesOf('AWS::AppSync::ChannelNamespace')) {
    const code = codeOf(properties.CodeHandlers);
    const vm = new QuickJsVm(code);
    const shapes = await vm.load();
    loaded.set(code, { id: vms.push(vm) - 1, shapes });
  }
  const sandbox = {
    load: async (code: string) => loaded.get(code) as { id: number; shapes: Awaited<ReturnType<QuickJsVm['load']>> },
    run: (id: number, run: Parameters<QuickJsVm['run']>[0]) => (vms[id] as QuickJsVm).run(run),
  };
  const clock = { now: () => Date.now(), monotonic: () => Date.now(), after: () => () => undefined };
  return (table) =>
    Promise.all(
      resourcesOf('AWS::AppSync::ChannelNamespace').map(async ({ logicalId, properties }) => {
        const configs = (properties.HandlerConfigs ?? {}) as Configs;
        const hasDataSource = (hook: string) => configs[hook]?.Integration?.DataSourceName !== undefined;
        const source = () => dynamoDbSource('Members', TABLES.chat, table);
        const sources = {
          ...(hasDataSource('OnSubscribe') && { onSubscribe: source }),
          ...(hasDataSource('OnPublish') && { onPublish: () => BROADCAST_ALL }),
        };
        const deps = { sandbox, clock, log: () => undefined, sources };
        return {
          name: String(properties.Name),
          hooks: await loadJsHooks(codeOf(properties.CodeHandlers), logicalId, deps),
        };
      }),
    );
}

/** The function of signals. Signals are not stored and no run checks them, so all are broadcast. */
const BROADCAST_ALL = lambdaSource('SignalDecisions', '', async () => ({ decision: 'broadcast' }));

/** The code with the name of the table inserted, as CloudFormation does. */
function codeOf(code: unknown): string {
  const [, parts] = (code as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : TABLES.chat)).join('');
}
