// Connects pins and saved messages with the chat. Loaded when the chat is displayed.
import { computed } from '@preact/signals';
import type { Chat } from '../../state/chat.ts';
import { systemClock } from '../../state/ports.ts';
import { SavedList } from '../../state/saved/saved-list.ts';
import type { LateViews } from '../late-views.ts';
import { savedList } from '../saved/current-saved.ts';
import { MessageMarks } from './message-marks.tsx';
import { PinsButton } from './pins-button.tsx';

/** Starts the list of what the user has saved; returns the views in the chat, and how to stop. */
export function startPins(chat: Chat): Pick<LateViews, 'MessageMarks' | 'PinsButton'> & { stop: () => void } {
  const version = computed(() => chat.versions.value.saved ?? 0);
  if (!chat.user.guest) savedList.value = new SavedList({ request: chat.request, clock: systemClock, version });
  return {
    MessageMarks: ({ message }) => <MessageMarks message={message} self={chat.user.userId} />,
    PinsButton,
    stop: () => {
      savedList.peek()?.stop();
      savedList.value = undefined;
    },
  };
}
