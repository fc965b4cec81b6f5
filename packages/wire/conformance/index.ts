// The conformance suite: the protocol of AppSync Events, tested against any server.
import { after, before, describe, test } from 'node:test';
import { clientFormCases } from './client-form.cases.ts';
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
export { connect, credentials, Peer, post, publish, subscribe } from './peer.ts';
export type { Ability, Target } from './target.ts';

/** A case that waits for a frame that never arrives fails after this time. */
const CASE_TIMEOUT_MS = 20_000;

const CASES = [
  ...connectCases,
  ...subscribeCases,
  ...publishCases,
  ...httpCases,
  ...handlerCases,
  ...sourceCases,
  ...clientFormCases,
];

/**
 * Runs every case against a target, started once. Cases that need an ability that is not in `abilities` are skipped with the
 * reason.
 */
export function conformance(start: () => Promise<Target>, abilities: readonly Ability[] = []): void {
  describe('AppSync Events', () => {
    let target: Target;
    before(async () => {
      target = await start();
    });
    after(() => target?.close?.());
    for (const { title, needs, run } of CASES) {
      const skip = needs !== undefined && !abilities.includes(needs) && `the target has no ability ${needs}`;
      test(title, { skip, timeout: CASE_TIMEOUT_MS }, () => run(target));
    }
  });
}
