// A dialog over the chat: its title, a way out, and the focus kept inside by the browser.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { sentence } from '../errors.ts';
import * as t from '../i18n/index.ts';
import { Icon } from './icons.tsx';

type DialogProps = { title: string; close: () => void; children: ComponentChildren };

/** Opens at once; Escape, the cross, or `close` by its user end it, and the focus goes back to where it was. */
export function Dialog({ title, close, children }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Of a dialog that is a form people want the first field, and not the cross before it.
    element?.querySelector<HTMLElement>(':scope > form input:not([type="file"])')?.focus();
    return () => element?.close();
  }, []);
  // Escape closes the dialog, and not the drawer behind it too.
  const pressed = (event: KeyboardEvent) => event.key === 'Escape' && event.stopPropagation();
  return (
    <dialog class="dialog" ref={dialog} onClose={close} onKeyDown={pressed} aria-labelledby={id}>
      <div class="dialog-head">
        <h2 id={id} dir="auto">
          {title}
        </h2>
        <button type="button" class="icon-button" onClick={close} aria-label={t.close}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
}

/** What is wrong, where there is something. */
export function ProblemLine({ problem }: { problem: string | undefined }) {
  if (problem === undefined) return null;
  return (
    <p class="field-problem" role="alert">
      {problem}
    </p>
  );
}

/** Does one thing after the other: whether one is under way, why the last could not be done, and how to begin one. */
export function useAttempt() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    await act().catch((error: unknown) => setProblem(sentence(error)));
    setBusy(false);
  };
  return { busy, problem, attempt };
}
