// The keyboard shortcuts of the chat.
import { useEffect } from 'preact/hooks';
import { SAVED } from '../platform/address.ts';
import { goTo } from '../platform/browser.ts';
import type { Chat } from '../state/chat.ts';
import { SEARCH_BUTTON } from './side-panel.tsx';

/** What shortcuts call. `closeDrawer` is there while the drawer of a phone is open. */
export type ShortcutActions = {
  chat: Chat;
  closeDrawer: (() => void) | undefined;
  showShortcuts: () => void;
  showSwitcher: () => void;
  markAllRead: () => void;
};

/** Handles the shortcuts while the chat is displayed. */
export function useShortcuts(actions: ShortcutActions): void {
  const { chat, closeDrawer } = actions;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (event.key === 'Escape') return onEscape(event, actions);
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
      const commands = { '/': actions.showShortcuts, k: actions.showSwitcher, F: toggleSearch, S: openSaved };
      const command = isCommand ? commands[event.key as keyof typeof commands] : undefined;
      if (command && !document.querySelector('dialog[open]')) {
        event.preventDefault();
        command();
      }
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step === undefined || !event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const links = document.querySelectorAll<HTMLAnchorElement>('#sidebar .channels a');
      const names = [...links].map((link) => decodeURIComponent(link.hash.slice(1)));
      const at = names.indexOf(chat.openChannel.peek()?.conversation.channel ?? '');
      const next = names[(at + step + names.length) % names.length];
      if (next !== undefined) goTo(next);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [chat, closeDrawer]);
}

function openSaved(): void {
  goTo(SAVED);
}

function toggleSearch(): void {
  document.getElementById(SEARCH_BUTTON)?.click();
}

/** What Escape closes before it marks anything as read. */
const CLOSABLE = 'dialog[open], .actions-panel, [role=listbox]';

function onEscape({ shiftKey }: KeyboardEvent, { chat, closeDrawer, markAllRead }: ShortcutActions): void {
  if (document.querySelector(CLOSABLE)) return;
  if (closeDrawer) return closeDrawer();
  const open = chat.openChannel.peek()?.conversation.channel;
  if (shiftKey) markAllRead();
  else if (open !== undefined) chat.reading.markRead(open);
}
