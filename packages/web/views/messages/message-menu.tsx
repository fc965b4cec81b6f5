// The menu of a message: react; edit and delete one's own; report another user's, and block or ban its author.
import type { Message } from '@parley/chat';
import { useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { Icon } from '../all-icons.tsx';
import { Menu, type MenuAction } from '../menu.tsx';
import type { MenuState } from '../menu-state.ts';
import { onDemand } from '../on-demand.tsx';
import { moreActions } from './more-message-actions.ts';

const EmojiPicker = onDemand(() => import('../emoji/emoji-picker.tsx').then((module) => module.EmojiPicker));

/** The reactions that the menu offers; the picker has all. */
const EMOJI = ['👍', '❤️', '😂', '🎉', '😮', '😢', '✅', '👀'] as const;

/** What the reader may do with a message. Actions that the reader may not perform are undefined and not offered. */
export type MessageMenuActions = {
  message: Message;
  /** The display name of the author: a screen reader does not tell which message a button belongs to. */
  name: string;
  /** The reactions of the reader. */
  reacted: ReadonlySet<string>;
  /** Adds a reaction of the reader, or removes it. */
  react: (emoji: string) => void;
  quote?: (() => void) | undefined;
  openThread?: (() => void) | undefined;
  edit?: (() => void) | undefined;
  markUnread?: (() => void) | undefined;
  deleteMessage?: (() => void) | undefined;
  report?: (() => void) | undefined;
  block?: (() => void) | undefined;
  unblock?: (() => void) | undefined;
  ban?: (() => void) | undefined;
};

type MessageMenuProps = MessageMenuActions & {
  menu: MenuState;
  /** Focuses the next message: the deleted one has no menu any more. */
  focusNext: () => void;
};

/** The open menu, or the picker in its place. */
export function MessageMenu({ menu, focusNext, reacted, react, ...actions }: MessageMenuProps) {
  const [picking, setPicking] = useState(false);
  const choose = (emoji: string) => {
    react(emoji);
    menu.close();
  };
  if (picking) return <EmojiPicker menu={menu} pick={choose} />;
  return (
    <Menu menu={menu} label={t.messageActions} actions={menuActions(actions, focusNext)}>
      <div class="emoji-grid">
        {EMOJI.map((emoji) => (
          <button
            type="button"
            key={emoji}
            tabIndex={-1}
            aria-pressed={reacted.has(emoji)}
            aria-label={t.reactWith(emoji)}
            onClick={() => choose(emoji)}
          >
            {emoji}
          </button>
        ))}
        <button
          type="button"
          tabIndex={-1}
          aria-label={t.moreReactions}
          title={t.moreReactions}
          onClick={() => setPicking(true)}
        >
          <Icon name="moreEmoji" />
        </button>
      </div>
    </Menu>
  );
}

type ActionsOnly = Omit<MessageMenuActions, 'reacted' | 'react'>;

function menuActions(
  { message, name, quote, openThread, edit, markUnread, deleteMessage, report, block, unblock, ban }: ActionsOnly,
  focusNext: () => void,
): readonly MenuAction[] {
  const deleteAndFocus = () => {
    focusNext();
    deleteMessage?.();
  };
  const actions: (Omit<MenuAction, 'perform'> & { perform: (() => void) | undefined })[] = [
    { key: 'thread', icon: 'thread', label: t.replyInThread, perform: openThread, focus: 'elsewhere' },
    { key: 'reply', icon: 'reply', label: t.replyWithQuote, perform: quote, focus: 'elsewhere' },
    { key: 'edit', icon: 'edit', label: t.edit, perform: edit, focus: 'elsewhere' },
    { key: 'unread', icon: 'unread', label: t.markUnread, perform: markUnread },
    ...moreActions(message),
    {
      key: 'delete',
      icon: 'bin',
      label: t.deleteFromMenu,
      danger: true,
      perform: deleteMessage && deleteAndFocus,
      focus: 'elsewhere',
    },
    { key: 'report', icon: 'flag', label: t.askReport, perform: report, focus: 'elsewhere' },
    { key: 'block', icon: 'blocked', label: t.blockUser(name), perform: block },
    { key: 'unblock', icon: 'user', label: t.unblockUser(name), perform: unblock },
    {
      key: 'ban',
      icon: 'leave',
      label: t.askBan(name),
      danger: true,
      question: t.banQuestion(name),
      confirm: t.ban,
      perform: ban,
    },
  ];
  return actions.filter((action): action is MenuAction => action.perform !== undefined);
}
