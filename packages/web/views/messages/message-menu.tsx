// The menu of a message: react; edit and delete one's own; report another user's, and block or ban its author.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { Icon, type IconName } from '../icons.tsx';
import { onPanelKeyDown } from './message-keys.ts';

/** The reactions that the menu offers. */
const EMOJI = ['👍', '❤️', '😂', '🎉', '😮', '😢', '✅', '👀'] as const;

/** The distance that the menu keeps from the edges of the window, in pixels, as in message-actions.css. */
const WINDOW_MARGIN = 8;

/** What the reader may do with a message. Actions that the reader may not perform are undefined and not offered. */
export type MessageMenuActions = {
  /** The display name of the author: a screen reader does not tell which message a button belongs to. */
  name: string;
  /** The reactions of the reader. */
  reacted: ReadonlySet<string>;
  /** Adds a reaction of the reader, or removes it. */
  react: (emoji: string) => void;
  edit?: (() => void) | undefined;
  markUnread?: (() => void) | undefined;
  deleteMessage?: (() => void) | undefined;
  report?: (() => void) | undefined;
  block?: (() => void) | undefined;
  unblock?: (() => void) | undefined;
  ban?: (() => void) | undefined;
};

/** An action that is performed after a question. */
type Confirmation = { question: string; label: string; perform: (() => void) | undefined; closing: () => void };

type MessageMenuProps = MessageMenuActions & {
  id: string;
  /** Whether the menu is a sheet at the lower edge of the window, as on a touch screen. */
  sheet: boolean;
  /** Closes the menu and returns the focus to its button. */
  close: () => void;
  /** Closes the menu, and focuses the next message. */
  closeAfterDelete: () => void;
  /** Closes the menu only: what the action opens takes the focus. */
  dismiss: () => void;
};

/** The open menu: beside its button, or a sheet. */
export function MessageMenu({ id, sheet, ...content }: MessageMenuProps) {
  const [confirming, setConfirming] = useState<Confirmation>();
  const label = confirming?.question ?? t.messageActions;
  const items = <MenuContent {...content} confirming={confirming} confirm={setConfirming} />;
  if (sheet)
    return (
      <Sheet id={id} label={label} close={content.close}>
        {items}
      </Sheet>
    );
  return (
    <Popover id={id} label={label} placedFor={confirming}>
      {items}
    </Popover>
  );
}

type FrameProps = { id: string; label: string; children: preact.ComponentChildren };

function Popover({ id, label, placedFor, children }: FrameProps & { placedFor: unknown }) {
  const panel = useRef<HTMLFieldSetElement>(null);
  usePlace(panel, placedFor);
  return (
    <fieldset class="actions-panel" id={id} ref={panel} aria-label={label} onKeyDown={onPanelKeyDown}>
      {children}
    </fieldset>
  );
}

function Sheet({ id, label, close, children }: FrameProps & { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      class="actions-panel sheet"
      id={id}
      ref={dialog}
      aria-label={label}
      onKeyDown={onPanelKeyDown}
      onCancel={close}
      // The backdrop belongs to the dialog, and its content covers the rest.
      onClick={({ target }) => target === dialog.current && close()}
    >
      <div class="sheet-content">{children}</div>
    </dialog>
  );
}

type MenuContentProps = Omit<MessageMenuProps, 'id' | 'sheet'> & {
  confirming: Confirmation | undefined;
  confirm: (confirmation: Confirmation) => void;
};

function MenuContent({ confirming, confirm, close, closeAfterDelete, dismiss, ...actions }: MenuContentProps) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), [confirming]);
  const thenClose =
    (action: () => void, closing = close) =>
    () => {
      action();
      closing();
    };
  const afterDismissal = (action: () => void) => () => {
    dismiss();
    action();
  };
  if (confirming)
    return (
      <>
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
      </>
    );
  const { name, reacted, react, edit, markUnread, deleteMessage, report, block, unblock, ban } = actions;
  const askDelete = {
    question: t.deleteQuestion,
    label: t.confirmDelete,
    perform: deleteMessage,
    closing: closeAfterDelete,
  };
  const askBan = { question: t.banQuestion(name), label: t.ban, perform: ban, closing: close };
  return (
    <>
      <div class="emoji-grid">
        {EMOJI.map((emoji, index) => (
          <button
            type="button"
            key={emoji}
            tabIndex={-1}
            ref={index === 0 ? first : null}
            aria-pressed={reacted.has(emoji)}
            aria-label={t.reactWith(emoji)}
            onClick={thenClose(() => react(emoji))}
          >
            {emoji}
          </button>
        ))}
      </div>
      <MenuItem icon="edit" label={t.edit} onClick={edit && afterDismissal(edit)} />
      <MenuItem icon="unread" label={t.markUnread} onClick={markUnread && thenClose(markUnread)} />
      <MenuItem icon="bin" label={t.askDelete} danger onClick={deleteMessage && (() => confirm(askDelete))} />
      <MenuItem icon="flag" label={t.askReport} onClick={report && afterDismissal(report)} />
      <MenuItem icon="blocked" label={t.blockUser(name)} onClick={block && thenClose(block)} />
      <MenuItem icon="user" label={t.unblockUser(name)} onClick={unblock && thenClose(unblock)} />
      <MenuItem icon="leave" label={t.askBan(name)} danger onClick={ban && (() => confirm(askBan))} />
    </>
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
