// The countdown of slow mode at the message field.
import { useEffect, useState } from 'preact/hooks';
import { everySecond } from '../../platform/browser.ts';
import type { Chat, OpenChannel } from '../../state/chat.ts';
import { slowModeSecondsLeft } from '../../state/messages/slow-mode.ts';

/** The seconds until the reader may send again, which count down; 0 now. */
export function useSlowModeCountdown(chat: Chat, { conversation }: OpenChannel): number {
  const [now, setNow] = useState(Date.now());
  const channel = chat.channels.of(conversation.channel);
  const timeline = conversation.timeline.value;
  const left = slowModeSecondsLeft(channel, timeline, chat.user.userId, now);
  useEffect(() => setNow(Date.now()), [timeline, channel]);
  useEffect(() => (left > 0 ? everySecond(setNow) : undefined), [left > 0]);
  return left;
}
