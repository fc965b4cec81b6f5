// The layers of the template: folders with modules that functions share.
import { cp } from 'node:fs/promises';
import { notEmulated } from '../../template/properties.ts';
import { type CodeLocation, temporaryFolder } from './code-location.ts';

// Source: Lambda quotas, "Function layers".
const LAYERS_MAX = 5;

/** The layers of an engine, by the ARN of their version. */
export class LambdaLayers {
  readonly #all = new Map<string, CodeLocation>();
  readonly #merged = new Map<string, CodeLocation>();
  readonly #say: (line: string) => void;

  /** `say` receives a line for a layer that is not on this machine. */
  constructor(say: (line: string) => void = () => {}) {
    this.#say = say;
  }

  add(arn: string, location: CodeLocation): void {
    this.#all.set(arn, location);
  }

  /**
   * The folder that Lambda has at `/opt` for a function with these layers; undefined without any. A layer of another account cannot be
   * had: a Python function finds its packages when they are installed here, any other is rejected.
   */
  async folder(logicalId: string, layers: unknown, isPython: boolean): Promise<string | undefined> {
    const arns = Array.isArray(layers) ? layers.map(String) : [];
    if (arns.length > LAYERS_MAX) throw notEmulated(logicalId, `a function with more than ${LAYERS_MAX} layers`);
    const locations = arns.flatMap((arn) => {
      const location = this.#all.get(arn);
      if (location) return [location];
      if (isPython) {
        this.#say(`The layer ${arn} of ${logicalId} is not on this machine: install its packages with pip.`);
        return [];
      }
      throw notEmulated(logicalId, `the layer ${arn}, which the template does not define,`, 'bundle its packages');
    });
    if (locations.length <= 1) return locations[0]?.root;
    const key = arns.join();
    const merged = this.#merged.get(key) ?? (await merge(locations));
    this.#merged.set(key, merged);
    return merged.root;
  }

  /** Removes what was unpacked. */
  close(): void {
    for (const location of [...this.#all.values(), ...this.#merged.values()]) location.discard();
  }
}

/** Lambda developer guide, "Managing Lambda dependencies with layers": each is unpacked over those before it. */
async function merge(layers: readonly CodeLocation[]): Promise<CodeLocation> {
  const merged = temporaryFolder('merged-layers-');
  for (const { root } of layers) await cp(root, merged.root, { recursive: true, verbatimSymlinks: true });
  return merged;
}
