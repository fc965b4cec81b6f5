// The state of a menu and of its button; the menu itself is in menu.tsx, which is loaded on demand.
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The state of a menu: refer `frame` to the element around button and menu. */
export function useMenu() {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  // A modal sheet that is still open would keep the focus.
  const dismiss = () => {
    frame.current?.querySelector('dialog')?.close();
    setOpen(false);
  };
  const close = () => {
    dismiss();
    button.current?.focus();
  };
  useCloseOnLeave(open, frame, dismiss, close);
  return { open, setOpen, frame, button, id, dismiss, close };
}

export type MenuState = ReturnType<typeof useMenu>;

/** The props of a button that opens a menu. */
export function menuButtonProps({ open, setOpen, button, id }: MenuState) {
  return { ref: button, 'aria-expanded': open, 'aria-controls': id, onClick: () => setOpen(!open) } as const;
}

// A press outside, focus outside, and scrolling what is behind it close the menu; Escape also returns the focus to the button.
function useCloseOnLeave(
  open: boolean,
  frame: { current: HTMLElement | null },
  close: () => void,
  closeAndFocus: () => void,
): void {
  // At once: an effect after the frame would miss an Escape that is pressed as the menu opens.
  useLayoutEffect(() => {
    if (!open) return;
    const effect = new AbortController();
    const { signal } = effect;
    const onOutside = ({ target }: Event) => {
      if (target instanceof Node && !frame.current?.contains(target)) close();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      // Escape closes the menu alone, and not what it is in.
      event.stopPropagation();
      closeAndFocus();
    };
    document.addEventListener('pointerdown', onOutside, { signal });
    document.addEventListener('focusin', onOutside, { signal });
    document.addEventListener('keydown', onKeyDown, { signal, capture: true });
    return () => effect.abort();
  }, [open]);
}
