// The conformance suite: what AppSync Events does on the wire, asked of any server that says it does the same.
import { after, before, describe, test } from 'node:test';
import { connectCases } from './connect.cases.ts';
import { sourceCases } from './data-source.cases.ts';
import { handlerCases } from './handler.cases.ts';
import { httpCases } from './http.cases.ts';
import { publishCases } from './publish.cases.ts';
import { subscribeCases } from './subscribe.cases.ts';
import type { Ability, Target } from './target.ts';

export {
  FUNCTION_CODE,
  type HookFixture,
  NAMESPACES,
  type NamespaceFixture,
  SOURCED_NAMESPACES,
  type SourcedNamespaceFixture,
} from './fixture.ts';
export { connected, credentials, Peer, posted, publishes, subscribed } from './peer.ts';
export type { Ability, Target } from './target.ts';

/** A case that waits for a frame which never comes ends here. */
const CASE_TIMEOUT_MS = 20_000;

const CASES = [...connectCases, ...subscribeCases, ...publishCases, ...httpCases, ...handlerCases, ...sourceCases];

/**
 * Runs every case against a target, started once. `abilities` says what the target can do beyond the wire; what needs
 * more is skipped by name.
 */
export function conformance(start: () => Promise<Target>, abilities: readonly Ability[] = []): void {
  describe('AppSync Events', () => {
    let target: Target;
    before(async () => {
      target = await start();
    });
    after(() => target?.close?.());
    for (const { number, mark, says, needs, run } of CASES) {
      const skip = needs !== undefined && !abilities.includes(needs) && `the target has no ${needs}`;
      test(`${number} [${mark}] ${says}`, { skip, timeout: CASE_TIMEOUT_MS }, () => run(target));
    }
  });
}
