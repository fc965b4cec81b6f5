// The pinned messages of the open channel: a tab of its details.
import { type Channel, isPermitted, type Message } from '@parley/chat';
import { useEffect, useMemo } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat, OpenChannel } from '../../state/chat.ts';
import { isOutgoingChange, withPendingChanges } from '../../state/messages/rendered-messages.ts';
import { OpenPins, pinnedAmong } from '../../state/pins/open-pins.ts';
import { systemClock } from '../../state/ports.ts';
import { useDisplayName } from '../users/user-view.tsx';
import { KeptMessage } from './kept-message.tsx';
import { changePin } from './pin-change.ts';

type PinnedListProps = { chat: Chat; channel: Channel };

/** The list, once the channel is open. */
export function PinnedList({ chat, channel }: PinnedListProps) {
  const open = chat.openChannel.value;
  return open?.conversation.channel === channel.name ? (
    <PinsOf key={channel.name} chat={chat} channel={channel} open={open} />
  ) : null;
}

function PinsOf({ chat, channel, open: { conversation } }: PinnedListProps & { open: OpenChannel }) {
  const nameOf = useDisplayName();
  const { userId } = chat.user;
  const pins = useMemo(() => new OpenPins({ request: chat.request, clock: systemClock, conversation }), []);
  useEffect(() => {
    void pins.load();
    return () => pins.stop();
  }, []);
  const loadState = pins.loadState.value;
  const pending = conversation.timeline.value.outgoing.filter(isOutgoingChange);
  const known = pins.messages.value;
  const messages = known && pinnedAmong(withPendingChanges(known, pending, userId));
  const mayUnpin = isPermitted(channel, 'pin');
  const noteOf = ({ pinned }: Message) =>
    pinned && (pinned.userId === userId ? t.pinnedByYou : t.pinnedBy(nameOf(pinned)));
  if (loadState.state === 'failed')
    return (
      <p class="load-status" role="alert">
        {loadState.problem}{' '}
        <button type="button" class="link-button" onClick={() => void pins.load()}>
          {t.tryAgain}
        </button>
      </p>
    );
  if (!messages?.length)
    return (
      <p class="empty-state" role="status">
        {messages ? t.noPins : t.loading}
      </p>
    );
  return (
    <ol class="kept-list" aria-label={t.pinnedMessages(messages.length)}>
      {messages.map((message) => (
        <KeptMessage
          key={message.seq}
          chat={chat}
          message={message}
          note={noteOf(message)}
          remove={
            mayUnpin && (
              <button type="button" class="link-button" onClick={() => changePin(chat, message, false)}>
                {t.unpin}
              </button>
            )
          }
        />
      ))}
    </ol>
  );
}
