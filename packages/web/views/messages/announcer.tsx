// Says new messages to a screen reader, and only new ones: history that is scrolled in is not read out.
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import type { Conversation } from '../../state/messages/conversation.ts';
import { messagesOf } from '../../state/messages/rendered-messages.ts';
import { completeTo } from '../../state/messages/timeline.ts';
import { systemClock } from '../../state/ports.ts';
import { PeopleOf } from '../users/user-view.tsx';

/** More than this at once are counted instead of read. */
const READ_OUT_MAX = 3;

/** Words that were said are taken away, so that the same words can be said again. Readers take them up within this time. */
const SAID_MS = 1_000;

/** A live region beside the timeline. */
export function Announcer({ chat, conversation }: { chat: Chat; conversation: Conversation }) {
  const { userId: self } = chat.person;
  const [words, setWords] = useState('');
  const people = useContext(PeopleOf);
  const timeline = conversation.timeline.value;
  const said = useRef<number | undefined>(undefined);
  useEffect(() => {
    const newest = timeline.entries.at(-1)?.seq ?? 0;
    const after = said.current;
    // The first page is history; in an empty channel it ends at 0.
    if (after !== undefined || completeTo(timeline) !== undefined) said.current = newest;
    if (after === undefined || newest <= after) return;
    const blocked = chat.blocked.userIds.peek();
    const fresh = messagesOf(timeline.entries).filter(
      ({ seq, userId, deleted }) => seq > after && userId !== self && !deleted && !blocked.has(userId),
    );
    if (fresh.length === 0) return;
    const spoken = fresh.map((one) => `${people?.nameOf(one) ?? one.username}: ${one.message}`).join('. ');
    setWords(fresh.length > READ_OUT_MAX ? t.newMessages(fresh.length) : spoken);
  }, [timeline]);
  useEffect(() => (words === '' ? undefined : systemClock.after(SAID_MS, () => setWords(''))), [words]);
  return (
    <div class="hidden" aria-live="polite" dir="auto">
      {words}
    </div>
  );
}
