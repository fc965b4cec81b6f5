// Files that are pasted or dropped: the user reads that they cannot be sent, and the browser does not open them in place of the page.
import { t } from '../i18n/all-texts.ts';

/** Calls back with a message when a file is pasted or dropped; returns how to stop. */
export function watchFiles(show: (message: string) => void): () => void {
  const effect = new AbortController();
  const { signal } = effect;
  // Both events: a drop is delivered only where dragging over was accepted.
  addEventListener('dragover', (event) => hasFiles(event.dataTransfer) && event.preventDefault(), { signal });
  addEventListener(
    'drop',
    (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      show(t.filesNotSent);
    },
    { signal },
  );
  addEventListener(
    'paste',
    (event) => {
      // What is copied from an office program is a text and its picture: the text is pasted.
      if (hasFiles(event.clipboardData) && event.clipboardData?.getData('text/plain') === '') show(t.filesNotSent);
    },
    { signal },
  );
  return () => effect.abort();
}

function hasFiles(transfer: DataTransfer | null): boolean {
  return [...(transfer?.items ?? [])].some(({ kind }) => kind === 'file');
}
