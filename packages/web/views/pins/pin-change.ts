// What pins and saves messages, and the actions for it in the menu of a message.
import { isPermitted, type Message, newId } from '@parley/chat';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { currentChat } from '../current-chat.ts';
import type { MenuAction } from '../menu.tsx';
import { savedList } from '../saved/current-saved.ts';
import { showToast } from '../toasts.ts';

/** Pins a message or unpins it, by the outbox: displayed at once, and sent when that is possible. */
export function changePin(chat: Chat, { channel, seq: target }: Message, on: boolean): void {
  try {
    chat.outbox.add(channel, { id: newId(), kind: 'pin', target, on });
  } catch (error) {
    showToast({ text: errorText(error), isProblem: true });
  }
}

/** Saves a message for later, or removes it from what is saved. */
export async function changeSaved(address: Pick<Message, 'channel' | 'seq'>, on: boolean): Promise<void> {
  try {
    await savedList.peek()?.change(address, on);
  } catch (error) {
    showToast({ text: errorText(error), isProblem: true });
  }
}

/** The actions of the menu: only those that the reader may perform. */
export function keepActions(message: Message): readonly MenuAction[] {
  const chat = currentChat.value;
  const channel = chat?.channels.of(message.channel);
  const { pinned } = message;
  const saved = savedList.value;
  const isSaved = saved?.has(message) ?? false;
  return [
    ...(saved
      ? [
          {
            key: 'save',
            icon: isSaved ? 'unsave' : 'save',
            label: isSaved ? t.removeFromSaved : t.saveForLater,
            perform: () => void changeSaved(message, !isSaved),
          } as const,
        ]
      : []),
    ...(chat && channel && isPermitted(channel, 'pin')
      ? [
          {
            key: 'pin',
            icon: pinned ? 'unpin' : 'pin',
            label: pinned ? t.unpinFromChannel : t.pinToChannel,
            perform: () => changePin(chat, message, !pinned),
          } as const,
        ]
      : []),
  ];
}
