// The toolbar on a message: frequent reactions, edit, and the button that opens the menu of all actions.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { draftStorage, finePointer } from '../../platform/browser.ts';
import { FrequentReactions } from '../../state/messages/frequent-reactions.ts';
import { Icon } from '../icons.tsx';
import { focusNeighbour } from './message-keys.ts';
import { MessageMenu, type MessageMenuActions } from './message-menu.tsx';

/** The reactions in the toolbar; the menu has more. */
const FREQUENT_COUNT = 3;

const frequentReactions = new FrequentReactions(draftStorage);

export type MessageActionsProps = MessageMenuActions & {
  /** Whether the reader wrote the message. */
  own: boolean;
};

/**
 * The toolbar, which is visible on the message under the pointer and on the focused one: only these have all of its buttons, since a
 * channel shows hundreds of messages. On a touch screen only the button of the menu is there, and the menu is a sheet.
 */
export function MessageActions({ own, ...actions }: MessageActionsProps) {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useId();
  const active = useActive(frame);
  // A modal sheet that is still open would keep the focus.
  const dismiss = () => {
    frame.current?.querySelector('dialog')?.close();
    setOpen(false);
  };
  const close = () => {
    dismiss();
    button.current?.focus();
  };
  const closeAfterDelete = () => {
    dismiss();
    focusNeighbour(frame.current);
  };
  useCloseOnLeave(open, frame, dismiss, close);
  const react = (emoji: string) => {
    if (!actions.reacted.has(emoji)) frequentReactions.add(emoji);
    actions.react(emoji);
  };
  return (
    <div class={`message-actions ${open ? 'open' : ''}`} ref={frame}>
      {active && finePointer.value && (
        <>
          {frequentReactions.top(FREQUENT_COUNT).map((emoji) => (
            <button
              type="button"
              key={emoji}
              class="icon-button emoji"
              tabIndex={-1}
              aria-pressed={actions.reacted.has(emoji)}
              aria-label={t.reactWith(emoji)}
              onClick={() => react(emoji)}
            >
              {emoji}
            </button>
          ))}
          {actions.edit && (
            <button
              type="button"
              class="icon-button"
              tabIndex={-1}
              aria-label={t.editMessage}
              title={t.editMessage}
              onClick={actions.edit}
            >
              <Icon name="edit" />
            </button>
          )}
        </>
      )}
      <button
        type="button"
        class="icon-button more"
        tabIndex={-1}
        ref={button}
        aria-expanded={open}
        aria-controls={menu}
        aria-label={own ? t.ownMessageActions : t.messageActionsFor(actions.name)}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && (
        <MessageMenu
          id={menu}
          {...actions}
          react={react}
          sheet={!finePointer.value}
          close={close}
          closeAfterDelete={closeAfterDelete}
          dismiss={dismiss}
        />
      )}
    </div>
  );
}

// Whether the pointer is over the message, or the focus is in it.
function useActive(frame: { current: HTMLElement | null }): boolean {
  const [active, setActive] = useState(false);
  useEffect(() => {
    const message = frame.current?.closest<HTMLElement>('.message');
    if (!message) return;
    const update = () => setActive(message.matches(':hover, :focus, :focus-within'));
    update();
    const effect = new AbortController();
    for (const event of ['pointerenter', 'pointerleave', 'focusin', 'focusout'])
      message.addEventListener(event, () => queueMicrotask(update), { signal: effect.signal });
    return () => effect.abort();
  }, []);
  return active;
}

// A press outside, and focus outside, close the menu; Escape also returns the focus to the button.
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
    document.addEventListener('pointerdown', onOutside, { signal });
    document.addEventListener('focusin', onOutside, { signal });
    document.addEventListener('keydown', ({ key }) => key === 'Escape' && closeAndFocus(), { signal });
    return () => effect.abort();
  }, [open]);
}
