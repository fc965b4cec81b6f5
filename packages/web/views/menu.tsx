// An open menu: a list of actions beside its button or, on a touch screen, a sheet. An action may ask before it is performed.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { finePointer } from '../platform/browser.ts';
import { Icon, type IconName } from './all-icons.tsx';
import { onPanelKeyDown } from './menu-keys.ts';
import type { MenuState } from './menu-state.ts';

/** The distance that a menu keeps from the edges of the window, in pixels, as in message-menu.css. */
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

type MenuProps = {
  menu: MenuState;
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
  return (
    <MenuFrame menu={menu} label={asked?.question ?? label} placedFor={asked} onKeyDown={onPanelKeyDown}>
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
    </MenuFrame>
  );
}

type FrameProps = {
  menu: MenuState;
  label: string;
  /** Changes with the size of the content. */
  placedFor?: unknown;
  class?: string;
  onKeyDown?: (event: KeyboardEvent & { currentTarget: HTMLElement }) => void;
  children: ComponentChildren;
};

/** What is open at the button of a menu: beside it or, on a touch screen, a sheet at the lower edge. */
export function MenuFrame(props: FrameProps) {
  return finePointer.value ? <Popover {...props} /> : <Sheet {...props} />;
}

function Popover({ menu, label, placedFor, class: name = '', onKeyDown, children }: FrameProps) {
  const panel = useRef<HTMLFieldSetElement>(null);
  usePlace(panel, placedFor);
  return (
    <fieldset class={`actions-panel ${name}`} id={menu.id} ref={panel} aria-label={label} onKeyDown={onKeyDown}>
      {children}
    </fieldset>
  );
}

function Sheet({ menu, label, class: name = '', onKeyDown, children }: FrameProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Otherwise a field has the focus, and the keyboard of a phone covers the sheet.
    element?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      class={`actions-panel sheet ${name}`}
      id={menu.id}
      ref={dialog}
      aria-label={label}
      onKeyDown={onKeyDown}
      tabIndex={-1}
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
