// The stack's template, from the snapshot that `packages/cloud/stack/parley.stack.test.ts` compares with the synthesized one.
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';

type Properties = Readonly<Record<string, unknown>>;
export type TemplateResource = { logicalId: string; type: string; properties: Properties; metadata: Properties };

const SNAPSHOT = new URL('../../packages/cloud/stack/parley.stack.test.ts.snapshot', import.meta.url);

/** The resources of a type, in the template's order. */
export function resourcesOf(type: string): TemplateResource[] {
  return Object.entries(resources())
    .filter(([, { Type }]) => Type === type)
    .map(([logicalId, { Properties }]) => ({ logicalId, type, properties: Properties, metadata: {} }));
}

/** The one resource of a type whose property has this value. */
export function resourceWith(type: string, property: string, value: unknown): TemplateResource {
  const found = resourcesOf(type).find(({ properties }) => properties[property] === value);
  if (!found) throw new Error(`The template has no ${type} whose ${property} is ${value}.`);
  return found;
}

type Resources = Record<string, { Type: string; Properties: Properties }>;
let parsed: Resources | undefined;

function resources(): Resources {
  if (parsed) return parsed;
  const exports: Record<string, string> = {};
  runInNewContext(readFileSync(SNAPSHOT, 'utf8'), { exports });
  for (const text of Object.values(exports)) {
    const { Resources } = JSON.parse(text) as { Resources?: Resources };
    if (Resources) parsed = Resources;
  }
  if (!parsed) throw new Error(`${SNAPSHOT.pathname} contains no template.`);
  return parsed;
}
