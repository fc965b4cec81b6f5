// The keys that add marks around the selection in the message field.
import { type Mark, toggleMark } from '../../state/markdown/format-selection.ts';

/** Letters by what they are pressed with; Ctrl, or the command key of a Mac. */
const MARKS: Readonly<Record<string, Mark>> = { b: '**', i: '_', e: '`' };
const MARKS_WITH_SHIFT: Readonly<Record<string, Mark>> = { x: '~~' };

/** Handles the keys in the message field until the returned function is called. */
export function startFormatKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || field.id !== 'composer') return;
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const mark = (event.shiftKey ? MARKS_WITH_SHIFT : MARKS)[event.key.toLowerCase()];
    if (mark === undefined) return;
    event.preventDefault();
    format(field, mark);
  };
  addEventListener('keydown', onKeyDown);
  return () => removeEventListener('keydown', onKeyDown);
}

function format(field: HTMLTextAreaElement, mark: Mark): void {
  const { value, selectionStart: from, selectionEnd: to } = field;
  const { replaced, by, selected } = toggleMark(value, { from, to }, mark);
  field.setSelectionRange(replaced.from, replaced.to);
  // Unlike an assignment, the command can be undone by the user, and it dispatches the event of an input.
  document.execCommand(by === '' ? 'delete' : 'insertText', false, by);
  field.setSelectionRange(selected.from, selected.to);
}
