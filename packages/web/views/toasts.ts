// Short messages at the lower edge of the page, which disappear by themselves: what was done, or why it was not.

import { newId } from '@parley/chat';
import { signal } from '@preact/signals';

/** A message. With an `action` it has a button; `performed` removes it. */
export type Toast = { id: string; text: string; isProblem?: boolean; action?: { label: string; perform: () => void } };

/** How long a message without a button is displayed. */
const TOAST_MS = 5_000;

/** What is displayed, oldest first. */
export const toasts = signal<readonly Toast[]>([]);

/** Displays a message for some time, in place of one with the same text; returns how to remove it earlier. */
export function showToast(toast: Omit<Toast, 'id'>, ms = TOAST_MS): () => void {
  const id = newId();
  const remove = () => {
    clearTimeout(timer);
    toasts.value = toasts.peek().filter((one) => one.id !== id);
  };
  const timer = setTimeout(remove, ms);
  toasts.value = [...toasts.peek().filter(({ text, action }) => action || text !== toast.text), { ...toast, id }];
  return remove;
}
