// The head of the open channel: its name, and the truth about the connection.
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { everySecond, narrow, online } from '../../platform/browser.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import type { Chat } from '../../state/chat.ts';
import { status } from '../../state/connection-status.ts';
import { completeTo } from '../../state/messages/timeline.ts';
import { Icon } from '../icons.tsx';
import { Details } from './channel-details.tsx';

type HeaderProps = { chat: Chat; menu: RefObject<HTMLButtonElement | null>; openDrawer: () => void; drawer: boolean };

/** The head of the main column; on a phone it opens the drawer. */
export function Header({ chat, menu, openDrawer, drawer }: HeaderProps) {
  const channel = chat.room.value?.conversation.channel;
  const [details, setDetails] = useState(false);
  const open = chat.channels.list.value.find(({ name }) => name === channel);
  const { reports = 0 } = open ?? {};
  const elsewhere = chat.channels.list.value.some(({ name }) => name !== channel && chat.channels.unread(name) > 0);
  return (
    <header class="head">
      {narrow.value && (
        <button
          type="button"
          class={`icon-button ${elsewhere ? 'marked' : ''}`}
          ref={menu}
          onClick={openDrawer}
          aria-expanded={drawer}
          aria-controls="sidebar"
          aria-label={elsewhere ? 'Channels, some with unread messages' : 'Channels'}
        >
          <Icon name="menu" />
        </button>
      )}
      <div class="head-words">
        <h1 dir="auto">{open ? headingOf(open, chat.person.userId) : 'Parley'}</h1>
        <StatusLine chat={chat} />
      </div>
      {open?.topic && (
        <p class="head-topic quiet" dir="auto" title={open.topic}>
          {open.topic}
        </p>
      )}
      {open && (
        <button
          type="button"
          class={`icon-button ${reports > 0 ? 'marked' : ''}`}
          onClick={() => setDetails(true)}
          aria-label={reports > 0 ? `Members and settings, ${reports} reported` : 'Members and settings'}
        >
          <Icon name="people" />
        </button>
      )}
      {open && details && <Details chat={chat} channel={open} close={() => setDetails(false)} />}
    </header>
  );
}

function StatusLine({ chat }: { chat: Chat }) {
  const [now, setNow] = useState(Date.now());
  const { state, detail } = chat.connection.value;
  const conversation = chat.room.value?.conversation;
  const sync = conversation?.sync.value ?? { state: 'complete' };
  const { tone, words, countdown, canTry } = status({
    connection: state,
    detail,
    ear: conversation?.ear.value ?? { state: 'live' },
    sync,
    completeTo: conversation && completeTo(conversation.timeline.value),
    online: online.value,
    now,
  });
  const counting = countdown !== '';
  useEffect(() => {
    setNow(Date.now());
    return counting ? everySecond(setNow) : undefined;
  }, [counting, detail, sync]);
  return (
    <div class={`status ${tone}`}>
      <span class="status-dot" aria-hidden="true" />
      <span role="status" class="status-words">
        {words}
      </span>
      {counting && <span class="countdown">: {countdown}</span>}
      {canTry && (
        <button type="button" class="link-button" onClick={() => chat.tryNow()}>
          Try now
        </button>
      )}
    </div>
  );
}
