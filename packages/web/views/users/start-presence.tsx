// Connects presence with the chat and the browser. Loaded when the chat is displayed.
import { effect, untracked } from '@preact/signals';
import { watchActivity } from '../../platform/activity.ts';
import { visible } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { systemClock } from '../../state/ports.ts';
import { Presences } from '../../state/users/presence.ts';
import type { LateViews } from '../late-views.ts';
import { PresenceMark } from './presence-mark.tsx';

/** Starts presence; returns the view of it, and how to stop. */
export function startPresence(chat: Chat): Pick<LateViews, 'PresenceMark'> & { stop: () => void } {
  const { idle, stop: stopWatching } = watchActivity(document, systemClock);
  const presences = new Presences({ request: chat.request, clock: systemClock, visible, idle });
  // Guests have no presence.
  if (!chat.user.guest) chat.presence.value = presences;
  let wasIdle = false;
  const stopWaking = effect(() => {
    // While it was idle, the page has checked nothing and asked about no user.
    if (wasIdle && !idle.value) untracked(() => chat.wake());
    wasIdle = idle.value;
  });
  return {
    PresenceMark: (props) => (chat.user.guest ? null : <PresenceMark {...props} chat={chat} presences={presences} />),
    stop: () => {
      chat.presence.value = undefined;
      stopWaking();
      stopWatching();
      presences.stop();
    },
  };
}
