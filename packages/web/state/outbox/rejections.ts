// Messages that the server has rejected.
import { effect, type ReadonlySignal, untracked } from '@preact/signals';
import type { Item } from './outbox-items.ts';

/**
 * Calls back when another message is rejected: its author may be muted or removed, and a sync brings the user's channels and roles.
 * Returns a function that ends this.
 */
export function onRejections(items: ReadonlySignal<readonly Item[]>, rejected: () => void): () => void {
  let known = 0;
  return effect(() => {
    const failed = items.value.filter(({ state }) => state === 'failed').length;
    if (failed > known) untracked(rejected);
    known = failed;
  });
}
