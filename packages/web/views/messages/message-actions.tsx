// The actions on a message: react; edit and delete one's own; report another user's, and block or ban its author.
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import { Icon, type IconName } from '../icons.tsx';
import { focusNeighbour, onPanelKeyDown } from './message-keys.ts';

/** The reactions that the panel offers. */
const EMOJI = ['👍', '❤️', '😂', '🎉', '😮', '😢', '✅', '👀'] as const;

/** The distance that the panel keeps from the edges of the window, in pixels, as in message-actions.css. */
const WINDOW_MARGIN = 8;

export type MessageActionsProps = {
  /** The author, for the button's name: a screen reader does not tell which message it belongs to. */
  username: string;
  own: boolean;
  react: (emoji: string) => void;
  /** The actions that the reader may perform; the others are not offered. */
  edit?: (() => void) | undefined;
  deleteMessage?: (() => void) | undefined;
  report?: (() => void) | undefined;
  block?: (() => void) | undefined;
  unblock?: (() => void) | undefined;
  ban?: (() => void) | undefined;
};

/** An action that is performed after a question. */
type Confirmation = { question: string; label: string; perform: (() => void) | undefined; closing: () => void };

/** The button beside a message, and the panel that it opens. */
export function MessageActions(props: MessageActionsProps) {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useId();
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const closeAfterDelete = () => {
    setOpen(false);
    focusNeighbour(frame.current);
  };
  useCloseOnLeave(open, frame, () => setOpen(false), close);
  return (
    <div class={`message-actions ${open ? 'open' : ''}`} ref={frame}>
      <button
        type="button"
        class="icon-button"
        tabIndex={-1}
        ref={button}
        aria-expanded={open}
        aria-controls={panel}
        aria-label={props.own ? t.ownMessageActions : t.messageActionsFor(props.username)}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && <ActionsPanel id={panel} {...props} close={close} closeAfterDelete={closeAfterDelete} />}
    </div>
  );
}

type ActionsPanelProps = MessageActionsProps & { id: string; close: () => void; closeAfterDelete: () => void };

function ActionsPanel({ id, react, close, closeAfterDelete, ...actions }: ActionsPanelProps) {
  const [confirming, setConfirming] = useState<Confirmation>();
  const first = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLFieldSetElement>(null);
  usePlace(panel, confirming !== undefined);
  useEffect(() => first.current?.focus(), [confirming]);
  const thenClose =
    (action: () => void, closing = close) =>
    () => {
      action();
      closing();
    };
  if (confirming)
    return (
      <fieldset class="actions-panel" id={id} ref={panel} aria-label={confirming.question} onKeyDown={onPanelKeyDown}>
        <p>{confirming.question}</p>
        <div class="actions">
          <button
            type="button"
            class="button destructive"
            onClick={confirming.perform && thenClose(confirming.perform, confirming.closing)}
          >
            {confirming.label}
          </button>
          <button type="button" class="button" ref={first} onClick={close}>
            {t.cancel}
          </button>
        </div>
      </fieldset>
    );
  const { deleteMessage, ban, username } = actions;
  const askDelete = {
    question: t.deleteQuestion,
    label: t.confirmDelete,
    perform: deleteMessage,
    closing: closeAfterDelete,
  };
  const askBan = { question: t.banQuestion(username), label: t.ban, perform: ban, closing: close };
  return (
    <fieldset class="actions-panel" id={id} ref={panel} aria-label={t.messageActions} onKeyDown={onPanelKeyDown}>
      <div class="emoji-grid">
        {EMOJI.map((emoji, index) => (
          <button
            type="button"
            key={emoji}
            tabIndex={-1}
            ref={index === 0 ? first : null}
            aria-label={t.reactWith(emoji)}
            onClick={thenClose(() => react(emoji))}
          >
            {emoji}
          </button>
        ))}
      </div>
      <MenuItem icon="edit" label={t.edit} onClick={actions.edit} />
      <MenuItem icon="bin" label={t.askDelete} danger onClick={deleteMessage && (() => setConfirming(askDelete))} />
      <MenuItem icon="flag" label={t.askReport} onClick={actions.report} />
      <MenuItem
        icon="blocked"
        label={t.blockUser(actions.username)}
        onClick={actions.block && thenClose(actions.block)}
      />
      <MenuItem
        icon="user"
        label={t.unblockUser(actions.username)}
        onClick={actions.unblock && thenClose(actions.unblock)}
      />
      <MenuItem icon="leave" label={t.askBan(username)} danger onClick={ban && (() => setConfirming(askBan))} />
    </fieldset>
  );
}

type MenuItemProps = { icon: IconName; label: string; danger?: boolean; onClick: (() => void) | undefined };

function MenuItem({ icon, label, danger, onClick }: MenuItemProps) {
  if (!onClick) return null;
  return (
    <button type="button" class={danger ? 'menu-button danger' : 'menu-button'} tabIndex={-1} onClick={onClick}>
      <Icon name={icon} />
      <span dir="auto">{label}</span>
    </button>
  );
}

// The panel is below its button where there is space, otherwise above it, and in any case within the window.
function usePlace(panel: { current: HTMLElement | null }, confirming: boolean): void {
  useLayoutEffect(() => {
    const place = () => {
      const element = panel.current;
      const anchor = element?.parentElement?.getBoundingClientRect();
      if (!element || !anchor) return;
      const lowest = innerHeight - element.offsetHeight - WINDOW_MARGIN;
      const top = anchor.bottom <= lowest ? anchor.bottom : anchor.top - element.offsetHeight;
      element.style.top = `${Math.max(WINDOW_MARGIN, Math.min(top, lowest))}px`;
      element.style.right = `${document.documentElement.clientWidth - anchor.right}px`;
    };
    place();
    addEventListener('resize', place);
    return () => removeEventListener('resize', place);
  }, [confirming]);
}

// A press outside, and focus outside, close the panel; Escape also returns the focus to the button.
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
