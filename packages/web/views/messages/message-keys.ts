// The keyboard in the list of messages, which is one tab stop: arrow keys move between messages, and to the controls of one.

/** Moves the focus in the list: up and down between messages, left and right to the controls of one; Enter opens its menu. */
export function onMessageKeyDown(event: KeyboardEvent): void {
  const { key, target } = event;
  if (!(target instanceof HTMLElement) || target.closest('.actions-panel') || hasModifier(event)) return;
  const message = target.closest<HTMLElement>('.message');
  if (!message) return;
  const messages = elementsOf(message.parentElement, '.message');
  const controls = [message, ...elementsOf(message, 'a, button:not([aria-hidden])')];
  const at = messages.indexOf(message);
  const controlAt = controls.indexOf(target);
  const { left, right } = horizontalSteps(message);
  const next = {
    ArrowUp: messages[at - 1],
    ArrowDown: messages[at + 1],
    Home: messages[0],
    End: messages.at(-1),
    ArrowLeft: controls[controlAt + left],
    ArrowRight: controls[controlAt + right],
    Escape: target === message ? undefined : message,
  }[key];
  if (key === 'Enter' && target === message) message.querySelector<HTMLElement>('.message-actions > .more')?.click();
  else if (next) next.focus();
  else return;
  event.preventDefault();
}

/** Focuses the message after the one that an element belongs to, or the one before: its own controls are about to disappear. */
export function focusNeighbour(element: HTMLElement | null): void {
  const message = element?.closest<HTMLElement>('.message');
  const messages = elementsOf(message?.parentElement, '.message');
  const at = message ? messages.indexOf(message) : -1;
  (messages[at + 1] ?? messages[at - 1] ?? message)?.focus();
}

// Where the line runs from right to left, what follows is on the left.
function horizontalSteps(element: HTMLElement): { left: number; right: number } {
  return getComputedStyle(element).direction === 'rtl' ? { left: 1, right: -1 } : { left: -1, right: 1 };
}

function elementsOf(parent: HTMLElement | null | undefined, selector: string): HTMLElement[] {
  return [...(parent?.querySelectorAll<HTMLElement>(selector) ?? [])];
}

function hasModifier({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return altKey || ctrlKey || metaKey || shiftKey;
}
