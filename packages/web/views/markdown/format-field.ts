// Formats the selection of a message field, by keys too, so that the user can undo it.
import { finePointer } from '../../platform/browser.ts';
import { continueLine } from '../../state/markdown/continue-line.ts';
import { isInCodeBlock, linkByPasting } from '../../state/markdown/format-block.ts';
import { formatOf } from '../../state/markdown/format-keys.ts';
import type { Range, Replacement } from '../../state/markdown/format-selection.ts';
import { FORMATS, type FormatName } from '../../state/markdown/text-formats.ts';

/** Formats the selection, or removes the format from it. The field then has the focus. */
export function formatField(field: HTMLTextAreaElement, format: FormatName): void {
  replaceIn(field, FORMATS[format].toggle(field.value, selectionOf(field)));
}

/** What is selected in a field. */
export function selectionOf({ selectionStart: from, selectionEnd: to }: HTMLTextAreaElement): Range {
  return { from, to };
}

/** Handles keys and pasting in the message fields until the signal. */
export function startFormatKeys(signal: AbortSignal): void {
  // Before the field, which sends on Enter.
  addEventListener('keydown', onKeyDown, { capture: true, signal });
  addEventListener('paste', onPaste, { capture: true, signal });
  document.addEventListener('selectionchange', showEnterKey, { signal });
}

function onKeyDown(event: KeyboardEvent): void {
  const field = fieldOf(event);
  // While an input method is composing, the keys are its own; Safari reports that only by key code 229.
  if (!field || event.isComposing || event.keyCode === 229) return;
  const format = formatOf(event);
  if (format !== undefined) {
    event.preventDefault();
    formatField(field, format);
    return;
  }
  const lineBreak = event.key === 'Enter' ? lineBreakOf(event, field) : undefined;
  if (!lineBreak) return;
  event.preventDefault();
  event.stopPropagation();
  replaceIn(field, lineBreak);
}

// Enter sends, but for code, and where there is no Shift key also for lists and quotes.
function lineBreakOf(event: KeyboardEvent, field: HTMLTextAreaElement): Replacement | undefined {
  const { value } = field;
  const { from, to } = selectionOf(field);
  if (event.ctrlKey || event.metaKey || event.altKey || field.hasAttribute('aria-activedescendant')) return undefined;
  if (!event.shiftKey && finePointer.peek() && !isInCodeBlock(value, from)) return undefined;
  if (from === to) return continueLine(value, from);
  if (event.shiftKey) return undefined;
  return { replaced: { from, to }, by: '\n', selected: { from: from + 1, to: from + 1 } };
}

// The keyboard of a phone shows what its Enter does.
function showEnterKey(): void {
  const field = document.activeElement;
  if (finePointer.peek() || !(field instanceof HTMLTextAreaElement) || !field.closest('.composer')) return;
  field.enterKeyHint = continueLine(field.value, field.selectionStart) ? 'enter' : 'send';
}

function onPaste(event: ClipboardEvent): void {
  const field = fieldOf(event);
  const pasted = event.clipboardData?.getData('text/plain') ?? '';
  const link = field && linkByPasting(field.value, selectionOf(field), pasted);
  if (!field || !link) return;
  event.preventDefault();
  event.stopPropagation();
  replaceIn(field, link);
}

function fieldOf({ target }: Event): HTMLTextAreaElement | undefined {
  return target instanceof HTMLTextAreaElement && target.closest('.composer') ? target : undefined;
}

function replaceIn(field: HTMLTextAreaElement, { replaced, by, selected }: Replacement): void {
  field.focus();
  field.setSelectionRange(replaced.from, replaced.to);
  // Unlike an assignment, the command can be undone by the user, and it dispatches the event of an input.
  document.execCommand(by === '' ? 'delete' : 'insertText', false, by);
  field.setSelectionRange(selected.from, selected.to);
}
