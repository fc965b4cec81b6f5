// The undo of deletions: messages at the lower edge with a button, and Ctrl+Z. Loaded when the chat is displayed.
import { effect } from '@preact/signals';
import { t } from '../../i18n/all-texts.ts';
import { finePointer, visible } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { HeldDeletions, UNDO_MS } from '../../state/outbox/held-deletions.ts';
import { systemClock } from '../../state/ports.ts';
import type { LateViews } from '../late-views.ts';
import { showToast } from '../toasts.ts';

/** Starts to send held deletions; returns how to delete a message, and how to stop. */
export function startDeletions(chat: Chat): { deleteMessage: LateViews['deleteMessage']; stop: () => void } {
  const held = new HeldDeletions({ outbox: chat.outbox, request: chat.request, clock: systemClock });
  const undo = (id?: string) => {
    const undone = held.undo(id);
    if (undone) focusMessage(undone.seq);
    return undone !== undefined;
  };
  const stopToasts = showUndoToasts(held, undo);
  const effects = new AbortController();
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey, target, defaultPrevented } = event;
    if (defaultPrevented || key.toLowerCase() !== 'z' || !(ctrlKey || metaKey) || shiftKey || altKey) return;
    // In a field it undoes what is typed.
    if (target instanceof Element && target.closest('input, textarea, [contenteditable], dialog[open]')) return;
    if (undo()) event.preventDefault();
  };
  addEventListener('keydown', onKeyDown, { signal: effects.signal });
  addEventListener('pagehide', () => held.sendNow({ closing: true }), { signal: effects.signal });
  // A phone may end a page that is out of view without another event.
  const stopWatching = visible.subscribe((isVisible) => {
    if (!isVisible && !finePointer.peek()) held.sendNow({ closing: false });
  });
  return {
    deleteMessage: (channel, seq) => {
      held.delete(channel, seq);
      return true;
    },
    stop: () => {
      held.sendNow({ closing: true });
      effects.abort();
      stopWatching();
      stopToasts();
      held.stop();
    },
  };
}

// Where it is displayed last: a thread may cover its channel, which can have no focus then.
function focusMessage(seq: number): void {
  const shown = [...document.querySelectorAll<HTMLElement>(`.message[data-seq="${seq}"]`)];
  shown.findLast((message) => {
    message.focus();
    return document.activeElement === message;
  });
}

// One for each deletion, for as long as it can be undone.
function showUndoToasts(held: HeldDeletions, undo: (id: string) => void): () => void {
  const shown = new Map<string, () => void>();
  return effect(() => {
    const ids = new Set(held.undoable.value.map(({ id }) => id));
    for (const [id, remove] of shown) {
      if (ids.has(id)) continue;
      remove();
      shown.delete(id);
    }
    for (const id of ids)
      if (!shown.has(id)) {
        const action = { label: t.undo, perform: () => undo(id) };
        shown.set(id, showToast({ text: t.messageDeletedToast, action }, UNDO_MS));
      }
  });
}
