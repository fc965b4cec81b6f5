// The toolbar on a message: frequent reactions, edit, and the button that opens the menu of all actions.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { draftStorage, finePointer } from '../../platform/browser.ts';
import { FrequentReactions } from '../../state/messages/frequent-reactions.ts';
import { Icon } from '../icons.tsx';
import { lateViews } from '../late-views.ts';
import { menuButtonProps, useMenu } from '../menu-state.ts';
import { onDemand } from '../on-demand.tsx';
import { focusNeighbour } from './message-keys.ts';
import type { MessageMenuActions } from './message-menu.tsx';

const MessageMenu = onDemand(() => import('./message-menu.tsx').then((module) => module.MessageMenu));

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
  const menu = useMenu();
  const Replies = lateViews.value?.ReplyButtons;
  const active = useActive(menu.frame);
  const react = (emoji: string) => {
    if (!actions.reacted.has(emoji)) frequentReactions.add(emoji);
    actions.react(emoji);
  };
  return (
    <div class={`message-actions ${menu.open ? 'open' : ''}`} ref={menu.frame}>
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
          {Replies && <Replies {...actions} />}
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
        aria-label={own ? t.ownMessageActions : t.messageActionsFor(actions.name)}
        {...menuButtonProps(menu)}
      >
        <Icon name="more" />
      </button>
      {menu.open && (
        <MessageMenu menu={menu} {...actions} react={react} focusNext={() => focusNeighbour(menu.frame.current)} />
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
    const update = () => {
      const isActive = message.matches(':hover, :focus, :focus-within');
      setActive(isActive);
      if (isActive) MessageMenu.preload();
    };
    update();
    const effect = new AbortController();
    for (const event of ['pointerenter', 'pointerleave', 'focusin', 'focusout'])
      message.addEventListener(event, () => queueMicrotask(update), { signal: effect.signal });
    return () => effect.abort();
  }, []);
  return active;
}
