// Menus: a button opens a list of actions, beside the button or, on a touch screen, as a sheet. An action may ask before it is performed.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { finePointer } from '../platform/browser.ts';
import { Icon, type IconName } from './icons.tsx';
import { onPanelKeyDown } from './messages/message-keys.ts';

/** The distance that a menu keeps from the edges of the window, in pixels, as in message-actions.css. */
const WINDOW_MARGIN = 8;

/** An action of a menu. With a question, it is performed after a confirmation by the button `confirm`. */
export type MenuAction = {
  key: string;
  icon: IconName;
  label: string;
  danger?: boolean;
  question?: string;
  confirm?: string;
  perform: () => void;
  /** Where the focus is afterwards: on the button of the menu, or where `perform` puts it. */
  focus?: 'button' | 'elsewhere';
};

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

/** The props of a button that opens a menu. */
export function menuButtonProps({ open, setOpen, button, id }: ReturnType<typeof useMenu>) {
  return { ref: button, 'aria-expanded': open, 'aria-controls': id, onClick: () => setOpen(!open) } as const;
}

type MenuProps = {
  menu: ReturnType<typeof useMenu>;
  label: string;
  actions: readonly MenuAction[];
  /** What is above the actions; it is hidden while a question is asked. */
  children?: ComponentChildren;
};

/** The open menu. Its first button has the focus. */
export function Menu({ menu, label, actions, children }: MenuProps) {
  const [asked, setAsked] = useState<MenuAction>();
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => {
    content.current?.querySelector<HTMLElement>(asked ? '.button:not(.destructive)' : 'button')?.focus();
  }, [asked]);
  const perform = ({ perform, focus = 'button' }: MenuAction) => {
    if (focus === 'button') menu.close();
    else menu.dismiss();
    perform();
  };
  const Frame = finePointer.value ? Popover : Sheet;
  return (
    <Frame menu={menu} label={asked?.question ?? label} placedFor={asked}>
      <div class="menu-content" ref={content}>
        {asked ? (
          <>
            <p dir="auto">{asked.question}</p>
            <div class="actions">
              <button type="button" class="button destructive" onClick={() => perform(asked)}>
                {asked.confirm ?? asked.label}
              </button>
              <button type="button" class="button" onClick={menu.close}>
                {t.cancel}
              </button>
            </div>
          </>
        ) : (
          <>
            {children}
            {actions.map((action) => (
              <button
                type="button"
                key={action.key}
                class={action.danger ? 'menu-button danger' : 'menu-button'}
                tabIndex={-1}
                onClick={() => (action.question === undefined ? perform(action) : setAsked(action))}
              >
                <Icon name={action.icon} />
                <span dir="auto">{action.label}</span>
              </button>
            ))}
          </>
        )}
      </div>
    </Frame>
  );
}

type FrameProps = {
  menu: ReturnType<typeof useMenu>;
  label: string;
  placedFor: unknown;
  children: ComponentChildren;
};

function Popover({ menu, label, placedFor, children }: FrameProps) {
  const panel = useRef<HTMLFieldSetElement>(null);
  usePlace(panel, placedFor);
  return (
    <fieldset class="actions-panel" id={menu.id} ref={panel} aria-label={label} onKeyDown={onPanelKeyDown}>
      {children}
    </fieldset>
  );
}

function Sheet({ menu, label, children }: FrameProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      class="actions-panel sheet"
      id={menu.id}
      ref={dialog}
      aria-label={label}
      onKeyDown={onPanelKeyDown}
      onCancel={menu.close}
      // The backdrop belongs to the dialog, and its content covers the rest.
      onClick={({ target }) => target === dialog.current && menu.close()}
    >
      {children}
    </dialog>
  );
}

// The menu is below its button where there is space, otherwise above it, and in any case within the window.
function usePlace(panel: { current: HTMLElement | null }, placedFor: unknown): void {
  useLayoutEffect(() => {
    const place = () => {
      const element = panel.current;
      const anchor = element?.parentElement?.getBoundingClientRect();
      if (!element || !anchor) return;
      const lowest = innerHeight - element.offsetHeight - WINDOW_MARGIN;
      const top = anchor.bottom <= lowest ? anchor.bottom : anchor.top - element.offsetHeight;
      const fromEnd =
        getComputedStyle(element).direction === 'rtl'
          ? anchor.left
          : document.documentElement.clientWidth - anchor.right;
      element.style.top = `${Math.max(WINDOW_MARGIN, Math.min(top, lowest))}px`;
      element.style.insetInlineEnd = `${fromEnd}px`;
    };
    place();
    addEventListener('resize', place);
    return () => removeEventListener('resize', place);
  }, [placedFor]);
}

// A press outside, focus outside, and scrolling what is behind it close the menu; Escape also returns the focus to the button.
function useCloseOnLeave(
  open: boolean,
  frame: { current: HTMLElement | null },
  close: () => void,
  closeAndFocus: () => void,
): void {
  useEffect(() => {
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
