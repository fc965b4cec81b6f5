// A modal dialog, and what its forms share: an error line, and the state of a request.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { errorText } from '../errors.ts';
import { t } from '../i18n/index.ts';
import { Icon } from './icons.tsx';

type DialogProps = { title: string; close: () => void; children: ComponentChildren };

/** A modal dialog. It opens when it is rendered; Escape and its close button close it, and the focus returns to where it was. */
export function Dialog({ title, close, children }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // At once: an effect after the frame would lose what is typed until then.
  useLayoutEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    // In a form the first field gets the focus, and not the close button before it.
    element?.querySelector<HTMLElement>(':scope > form input:not([type="file"])')?.focus();
    return () => {
      element?.close();
      // The browser returns the focus from a dialog that is closed, and not from one that is removed while it is open.
      if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  // A dialog that another one replaces is closed too, and its event arrives when it is no longer rendered.
  const onClose = () => dialog.current && close();
  // Escape closes the dialog alone, and not the drawer behind it.
  const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && event.stopPropagation();
  return (
    <dialog class="dialog" ref={dialog} onClose={onClose} onKeyDown={onKeyDown} aria-labelledby={id}>
      <div class="dialog-header">
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

/** Why the last action failed, if it did. */
export function FormError({ error }: { error: string | undefined }) {
  if (error === undefined) return null;
  return (
    <p class="form-error" role="alert">
      {error}
    </p>
  );
}

/** Runs one action at a time: whether one is running, why the last one failed, and how to start one. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const run = async (action: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    await action().catch((cause: unknown) => setError(errorText(cause)));
    setBusy(false);
  };
  return { busy, error, run };
}
