// AppSync's handlers, the template's own, in QuickJS: in this thread, so that a run is one sequence of steps.
import { codedHooks } from '../../packages/local/services/appsync/handlers/coded.ts';
import type { Hooks } from '../../packages/local/services/appsync/handlers/hooks.ts';
import { Vm } from '../../packages/local/services/appsync/handlers/vm.ts';
import { resourcesOf } from './template.ts';

/** The namespaces of the template with their hooks. They keep nothing between calls, so all runs share them. */
export type Handlers = readonly { name: string; hooks: Hooks }[];

/** Loads the code of every namespace; compiling it takes the machine's own time, so it is done before the first run. */
export async function loadHandlers(): Promise<Handlers> {
  const vms: Vm[] = [];
  const sandbox = {
    async load(code: string) {
      const vm = new Vm(code);
      const shapes = await vm.load();
      return { id: vms.push(vm) - 1, shapes };
    },
    run: (id: number, run: Parameters<Vm['run']>[0]) => (vms[id] as Vm).run(run),
  };
  const clock = { now: () => Date.now(), after: () => () => undefined };
  return Promise.all(
    resourcesOf('AWS::AppSync::ChannelNamespace').map(async ({ logicalId, properties }) => ({
      name: String(properties.Name),
      hooks: await codedHooks(String(properties.CodeHandlers), logicalId, { sandbox, clock, log: () => undefined }),
    })),
  );
}
