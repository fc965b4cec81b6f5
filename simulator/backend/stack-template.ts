// The stack's template, from the assembly that `npm start` runs. It is made again only when one of its sources has changed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAssembly } from '../../harness/assembly.ts';

type Properties = Readonly<Record<string, unknown>>;
export type TemplateResource = { logicalId: string; type: string; properties: Properties; metadata: Properties };

const { folder } = await makeAssembly(false);
const template: { Resources: Record<string, { Type: string; Properties: Properties }> } = JSON.parse(
  readFileSync(join(folder, 'Parley.template.json'), 'utf8'),
);

/** The resources of a type, in the template's order. */
export function resourcesOf(type: string): TemplateResource[] {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([logicalId, { Properties }]) => ({ logicalId, type, properties: Properties, metadata: {} }));
}
