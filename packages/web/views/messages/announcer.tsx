// Announces new messages to screen readers. Older messages that are loaded by scrolling are not announced.
import type { Message } from '@parley/chat';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import type { Conversation } from '../../state/messages/conversation.ts';
import { messagesOf } from '../../state/messages/rendered-messages.ts';
import { completeTo } from '../../state/messages/timeline.ts';
import { systemClock } from '../../state/ports.ts';
import { lateViews } from '../late-views.ts';
import { ProfilesContext } from '../users/user-view.tsx';

/** More messages than this at once are counted instead of read aloud. */
const READ_ALOUD_MAX = 3;

/** An announcement is cleared after this time, so that the same text can be announced again. Screen readers start within it. */
const CLEAR_AFTER_MS = 1_000;

/** A live region beside the timeline. */
export function Announcer({ chat, conversation }: { chat: Chat; conversation: Conversation }) {
  const { userId: self } = chat.user;
  const [text, setText] = useState('');
  const profiles = useContext(ProfilesContext);
  const timeline = conversation.timeline.value;
  const announced = useRef<number | undefined>(undefined);
  useEffect(() => {
    const newest = timeline.entries.at(-1)?.seq ?? 0;
    const after = announced.current;
    // The first page is history; in an empty channel it ends at 0.
    if (after !== undefined || completeTo(timeline) !== undefined) announced.current = newest;
    if (after === undefined || newest <= after) return;
    const blocked = chat.blocked.userIds.peek();
    const fresh = messagesOf(timeline.entries).filter(
      ({ seq, userId, deleted }) => seq > after && userId !== self && !deleted && !blocked.has(userId),
    );
    if (fresh.length === 0) return;
    const withoutMarks = lateViews.peek()?.withoutMarks ?? String;
    const excerptOf = (one: Message) => withoutMarks(chat.files.peek()?.excerptOf(one) ?? one.message);
    const texts = fresh.map((one) => `${profiles?.nameOf(one) ?? one.username}: ${excerptOf(one)}`).join('. ');
    setText(fresh.length > READ_ALOUD_MAX ? t.newMessages(fresh.length) : texts);
  }, [timeline]);
  return <LiveRegion text={text} clear={() => setText('')} />;
}

/** Reads a text aloud once. */
export function LiveRegion({ text, clear }: { text: string; clear: () => void }) {
  useEffect(() => (text === '' ? undefined : systemClock.after(CLEAR_AFTER_MS, clear)), [text]);
  return (
    <div class="visually-hidden" aria-live="polite" dir="auto">
      {text}
    </div>
  );
}
