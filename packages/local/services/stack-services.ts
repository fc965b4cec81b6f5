// The services as the resources of one stack use them.
import type { Assembly } from '../template/cloud-assembly.ts';
import { dataSourcesOf } from './appsync-access.ts';
import type { Services, StackServices } from './registry.ts';
import { Ids } from './resource-ids.ts';
import { isImplementedByEngine } from './resource-types.ts';

/** The services for the resources of a stack. */
export function servicesOfStack(
  services: Services,
  assembly: Assembly,
  createNestedStack: StackServices['createNestedStack'],
): StackServices {
  return {
    ...services,
    ids: new Ids(assembly.stack),
    implementedByEngine: (logicalId) => isImplementedByEngine(logicalId, assembly),
    dataSources: dataSourcesOf(assembly),
    createNestedStack,
  };
}
