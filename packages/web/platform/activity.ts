// Whether the user uses the page: a pointer that moves, a key or a touch.
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '../state/ports.ts';

/** Without input for this long, the user is taken to be somewhere else. */
export const IDLE_AFTER_MS = 5 * 60_000;

const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Watches the input of a page; `idle` is true after minutes without any. */
export function watchActivity(
  target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
  clock: Clock,
): { idle: ReadonlySignal<boolean>; stop: () => void } {
  const idle = signal(false);
  let inputAt = clock.now();
  let cancel: () => void = () => undefined;
  const check = () => {
    const leftMs = inputAt + IDLE_AFTER_MS - clock.now();
    idle.value = leftMs <= 0;
    if (leftMs > 0) cancel = clock.after(leftMs, check);
  };
  const onInput = () => {
    inputAt = clock.now();
    if (idle.peek()) check();
  };
  for (const input of INPUTS) target.addEventListener(input, onInput, { passive: true, capture: true });
  check();
  return {
    idle,
    stop: () => {
      cancel();
      for (const input of INPUTS) target.removeEventListener(input, onInput, { capture: true });
    },
  };
}
