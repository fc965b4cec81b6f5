// Announces mentions to screen readers.
import { useSignalEffect } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import { type MentionCounts, mentionedSince } from '../../state/channels/mention-counts.ts';
import type { Chat } from '../../state/chat.ts';
import { useDisplayName } from '../users/user-view.tsx';
import { LiveRegion } from './announcer.tsx';

/** Announces mentions in the channels that are not open. */
export function MentionAnnouncer({ chat }: { chat: Chat }) {
  const [text, setText] = useState('');
  const nameOf = useDisplayName();
  const known = useRef<MentionCounts | undefined>(undefined);
  useSignalEffect(() => {
    const list = chat.channels.list.value;
    const open = chat.openChannel.value?.conversation.channel;
    const counts = new Map(list.map(({ name }) => [name, chat.channels.mentions(name)]));
    const mentioned = known.current ? mentionedSince(known.current, counts) : [];
    known.current = counts;
    const headings = list
      .filter(({ name }) => name !== open && mentioned.includes(name))
      .map((channel) => headingOf(channel, chat.user.userId, nameOf));
    if (headings.length > 0) setText(t.mentionedIn(headings));
  });
  return <LiveRegion text={text} clear={() => setText('')} />;
}
