// The keyboard in an open menu: arrow keys move between its buttons.

/** Moves the focus in the actions panel: in the grid of reactions, and between the actions below it. */
export function onPanelKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const buttons = elementsOf(event.currentTarget, 'button');
  const emojiButtons = elementsOf(event.currentTarget, '.emoji-grid > button');
  const emoji = emojiButtons.length;
  const columns = emojiButtons.filter(({ offsetTop }) => offsetTop === emojiButtons[0]?.offsetTop).length;
  const at = buttons.indexOf(event.target as HTMLElement);
  if (at < 0 || hasModifier(event)) return;
  // From the last row of the grid the first action follows, whatever the column.
  const below = at < emoji ? Math.min(at + columns, emoji) : at + 1;
  const above = at < emoji ? at - columns : at - 1;
  // Where the line runs from right to left, what follows is on the left.
  const rightToLeft = getComputedStyle(event.currentTarget).direction === 'rtl';
  const next = {
    ArrowUp: buttons[above],
    ArrowDown: buttons[below],
    ArrowLeft: buttons[at + (rightToLeft ? 1 : -1)],
    ArrowRight: buttons[at + (rightToLeft ? -1 : 1)],
    Home: buttons[0],
    End: buttons.at(-1),
  }[event.key];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function elementsOf(parent: HTMLElement | null | undefined, selector: string): HTMLElement[] {
  return [...(parent?.querySelectorAll<HTMLElement>(selector) ?? [])];
}

function hasModifier({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return altKey || ctrlKey || metaKey || shiftKey;
}
