// The header of the open channel: its name and topic, and the state of the connection.
import type { Channel } from '@parley/chat';
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { detailsOf, parseAddress, searchOf } from '../../platform/address.ts';
import { everySecond, goTo, narrow, online, place, returnTo } from '../../platform/browser.ts';
import { headingOf, partnerOf } from '../../state/channels/channel-title.ts';
import { countedMessages } from '../../state/channels/sidebar-sections.ts';
import type { Chat } from '../../state/chat.ts';
import { status } from '../../state/connection-status.ts';
import { completeTo } from '../../state/messages/timeline.ts';
import { Icon } from '../icons.tsx';
import { lateViews } from '../late-views.ts';
import { DETAILS_BUTTON, SEARCH_BUTTON } from '../side-panel.tsx';
import { PresenceMark, useDisplayName } from '../users/user-view.tsx';
import { ChannelMenu } from './channel-menu.tsx';

type ChannelHeaderProps = {
  chat: Chat;
  menuButton: RefObject<HTMLButtonElement | null>;
  openDrawer: () => void;
  drawer: boolean;
};

/** The top of the main column; on a phone with the button that opens the sidebar. */
export function ChannelHeader({ chat, menuButton, openDrawer, drawer }: ChannelHeaderProps) {
  const channel = chat.openChannel.value?.conversation.channel;
  const nameOf = useDisplayName();
  const open = chat.channels.list.value.find(({ name }) => name === channel);
  const partner = open && partnerOf(open, chat.user.userId);
  const address = parseAddress(place.value);
  const inSettings = address.view === 'settings';
  const searchOpen = address.view === 'channel' && address.search !== undefined;
  const detailsOpen = address.view === 'channel' && address.tab !== undefined;
  const toggleDetails = ({ name, reports = 0 }: Channel) =>
    detailsOpen ? returnTo(name) : goTo(detailsOf(name, reports > 0 ? 'reports' : 'about'));
  const { reports = 0 } = open ?? {};
  const PinsButton = lateViews.value?.PinsButton;
  const unreadElsewhere = chat.channels.list.value.some(
    (one) =>
      one.name !== channel &&
      countedMessages(one, chat.channels.mentions(one.name), chat.preferences.isMuted(one.name)) > 0,
  );
  return (
    <header class="channel-header">
      {narrow.value && (
        <button
          type="button"
          class={`icon-button ${unreadElsewhere ? 'has-badge' : ''}`}
          ref={menuButton}
          onClick={openDrawer}
          aria-expanded={drawer}
          aria-controls="sidebar"
          aria-label={unreadElsewhere ? t.openSidebarWithUnread : t.openSidebar}
        >
          <Icon name="menu" />
        </button>
      )}
      <div class="channel-heading">
        <h1 dir="auto">
          {open ? (
            <button type="button" class="title-button" title={t.channelDetails} onClick={() => toggleDetails(open)}>
              {headingOf(open, chat.user.userId, nameOf)}
            </button>
          ) : inSettings ? (
            t.settingsTitle
          ) : (
            t.appName
          )}
          {partner && <PresenceMark {...partner} opened />}
        </h1>
        <StatusLine chat={chat} />
      </div>
      {open?.topic && (
        <p class="channel-topic secondary" dir="auto" title={open.topic}>
          {open.topic}
        </p>
      )}
      {inSettings && (
        <button type="button" class="icon-button" onClick={() => returnTo('')} aria-label={t.closeSettings}>
          <Icon name="close" />
        </button>
      )}
      {open && PinsButton && <PinsButton channel={open} />}
      {open && (
        <button
          type="button"
          class="icon-button"
          id={SEARCH_BUTTON}
          aria-expanded={searchOpen}
          onClick={() => (searchOpen ? returnTo(open.name) : goTo(searchOf(open.name)))}
          aria-label={t.searchMessages}
        >
          <Icon name="search" />
        </button>
      )}
      {open && <ChannelMenu key={open.name} chat={chat} channel={open.name} />}
      {open && (
        <button
          type="button"
          class={`icon-button ${reports > 0 ? 'has-badge' : ''}`}
          id={DETAILS_BUTTON}
          aria-expanded={detailsOpen}
          onClick={() => toggleDetails(open)}
          aria-label={reports > 0 ? t.channelDetailsWithReports(reports) : t.channelDetails}
        >
          <Icon name="people" />
        </button>
      )}
    </header>
  );
}

function StatusLine({ chat }: { chat: Chat }) {
  const [now, setNow] = useState(Date.now());
  const { state, detail } = chat.connection.value;
  const conversation = chat.openChannel.value?.conversation;
  const loadState = conversation?.loadState.value ?? { state: 'complete' };
  const { tone, text, tooltip, brief, countdown, canRetry } = status({
    connection: state,
    detail,
    subscription: conversation?.subscription.value ?? { state: 'live' },
    loadState,
    completeTo: conversation && completeTo(conversation.timeline.value),
    online: online.value,
    now,
  });
  const isCounting = countdown !== '';
  const announced = useRef('');
  if (!brief) announced.current = text;
  useEffect(() => {
    setNow(Date.now());
    return isCounting ? everySecond(setNow) : undefined;
  }, [isCounting, detail, loadState]);
  return (
    <div class={`status ${tone}`}>
      <span class="status-dot" aria-hidden="true" />
      <span class="status-text" title={tooltip}>
        {text}
      </span>
      <span role="status" class="visually-hidden">
        {announced.current}
      </span>
      {isCounting && <span class="countdown"> · {countdown}</span>}
      {canRetry && (
        <button type="button" class="link-button" onClick={() => chat.retryNow()}>
          {t.retryNow}
        </button>
      )}
    </div>
  );
}
