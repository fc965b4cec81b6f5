// Opening a result: the message in its surroundings. Where there is room, the results stay beside it; a thread takes their place.
import { isInChannel, type Message } from '@parley/chat';
import { searchOf } from '../../platform/address.ts';
import { goTo, panelCovers } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';

/** Opens a message; where the panel covers the messages or the message is in a thread, the link does, which the back button leaves again. */
export function openResult(chat: Chat, message: Message, text: string, event: Event): void {
  const { channel, seq } = message;
  if (panelCovers.peek() || !isInChannel(message)) return;
  event.preventDefault();
  const jump = () => {
    const { conversation } = chat.openChannel.peek() ?? {};
    if (conversation?.channel === channel) void conversation.excerpt.jumpTo({ seq, exact: true });
  };
  if (chat.openChannel.peek()?.conversation.channel === channel) return jump();
  goTo(searchOf(channel, text));
  // The address opens the channel.
  const stop = chat.openChannel.subscribe((open) => {
    if (open?.conversation.channel !== channel) return;
    queueMicrotask(() => {
      stop();
      jump();
    });
  });
}
