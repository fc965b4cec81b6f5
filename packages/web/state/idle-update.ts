// Applies a new version of the page while its user is elsewhere.
import type { ReadonlySignal } from '@preact/signals';
import type { Clock } from './ports.ts';

/** How long the page must have been hidden. */
export const IDLE_MS = 60_000;

/** What an update is given. `isSafe` is whether a reload would lose nothing of what the user has begun. */
export type IdleUpdateDeps = {
  visible: ReadonlySignal<boolean>;
  clock: Pick<Clock, 'after'>;
  isSafe: () => boolean;
  reload: () => void;
};

/** Reloads the page once it has been hidden for a while and nothing would be lost; until then it tries again. Returns a function that ends this. */
export function updateWhenIdle({ visible, clock, isSafe, reload }: IdleUpdateDeps): () => void {
  let cancel: (() => void) | undefined;
  const attempt = () => {
    if (isSafe()) reload();
    else cancel = clock.after(IDLE_MS, attempt);
  };
  const stop = visible.subscribe((isVisible) => {
    cancel?.();
    cancel = isVisible ? undefined : clock.after(IDLE_MS, attempt);
  });
  return () => {
    stop();
    cancel?.();
  };
}
