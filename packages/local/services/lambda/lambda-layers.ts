// The layers of the template: folders with modules that functions share.
import { cp } from 'node:fs/promises';
import { notEmulated } from '../../template/properties.ts';
import { type CodeLocation, temporaryFolder } from './code-location.ts';

// Source: Lambda quotas, "Function layers".
const LAYERS_MAX = 5;

/** The layers of an engine, by the ARN of their version. */
export class LambdaLayers {
  readonly #all = new Map<string, () => Promise<CodeLocation>>();
  readonly #located = new Map<string, Promise<CodeLocation>>();
  readonly #merged = new Map<string, CodeLocation>();
  readonly #say: (line: string) => void;

  /** `say` receives a line for a layer that is not on this machine. */
  constructor(say: (line: string) => void = () => {}) {
    this.#say = say;
  }

  /**
   * Adds a layer, which is located, and unpacked if it is an archive, for the first function that has it. Functions whose custom
   * resource is implemented by the engine have layers of thousands of files.
   */
  add(arn: string, locate: () => Promise<CodeLocation>): void {
    this.#all.set(arn, locate);
  }

  /**
   * The folder that Lambda has at `/opt` for a function with these layers; undefined without any. A layer of another account cannot be
   * had: a Python function finds its packages when they are installed here, any other is rejected.
   */
  async folder(logicalId: string, layers: unknown, isPython: boolean): Promise<string | undefined> {
    const arns = Array.isArray(layers) ? layers.map(String) : [];
    if (arns.length > LAYERS_MAX) throw notEmulated(logicalId, `a function with more than ${LAYERS_MAX} layers`);
    const located = await Promise.all(arns.map((arn) => this.#locate(logicalId, arn, isPython)));
    const locations = located.filter((location) => location !== undefined);
    if (locations.length <= 1) return locations[0]?.root;
    const key = arns.join();
    const merged = this.#merged.get(key) ?? (await merge(locations));
    this.#merged.set(key, merged);
    return merged.root;
  }

  /** Removes what was unpacked. */
  async close(): Promise<void> {
    const located = await Promise.allSettled(this.#located.values());
    const unpacked = located.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    for (const location of [...unpacked, ...this.#merged.values()]) location.discard();
  }

  async #locate(logicalId: string, arn: string, isPython: boolean): Promise<CodeLocation | undefined> {
    const locate = this.#all.get(arn);
    if (!locate) {
      if (!isPython)
        throw notEmulated(logicalId, `the layer ${arn}, which the template does not define,`, 'bundle its packages');
      this.#say(`The layer ${arn} of ${logicalId} is not on this machine: install its packages with pip.`);
      return undefined;
    }
    const located = this.#located.get(arn) ?? locate();
    this.#located.set(arn, located);
    return located;
  }
}

/** Lambda developer guide, "Managing Lambda dependencies with layers": each is unpacked over those before it. */
async function merge(layers: readonly CodeLocation[]): Promise<CodeLocation> {
  const merged = temporaryFolder('merged-layers-');
  for (const { root } of layers) await cp(root, merged.root, { recursive: true, verbatimSymlinks: true });
  return merged;
}
