// The messages on the screen: a window into the conversation's timeline that scrolling moves.
import { isPermitted, type Message, type Notice } from '@parley/chat';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { visible } from '../../platform/browser.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import type { Draft } from '../../state/messages/drafts.ts';
import { isOutgoingMessage } from '../../state/messages/rendered-messages.ts';
import { gaps, type Timeline } from '../../state/messages/timeline.ts';
import { type Row, rowsOf } from '../../state/messages/timeline-rows.ts';
import {
  entriesIn,
  extendedDown,
  extendedUp,
  followsNewest,
  NEWEST,
  type TimelineWindow,
} from '../../state/messages/timeline-window.ts';
import { Icon } from '../icons.tsx';
import { lateViews } from '../late-views.ts';
import { useDisplayName } from '../users/user-view.tsx';
import { useDisplayedMessages } from './displayed-messages.ts';
import { type MessageHandlersDeps, useMessageHandlers } from './message-handlers.ts';
import { useMessageJump } from './message-jump.ts';
import { onMessageKeyDown } from './message-keys.ts';
import { FIRST_NEW, firstPosition, positions, useJumpOnSend, useStayAtEnd, windowOf } from './reading-place.ts';
import { lastInView } from './scroll-position.ts';
import { TimelineRowView } from './timeline-row-view.tsx';
import { TimelineStart } from './timeline-start.tsx';

/** At this distance from an edge, in pixels, the next messages are loaded: most of a screen, so that readers reach no end. */
const LOAD_DISTANCE = 600;

/** The messages of the open channel. */
export function TimelineView(props: MessageHandlersDeps & { draft: Draft }) {
  const { chat, openChannel } = props;
  const { conversation } = openChannel;
  const timeline = conversation.timeline.value;
  const { userId } = chat.user;
  const channel = chat.channels.of(conversation.channel);
  const nameOf = useDisplayName();
  const heading = channel ? headingOf(channel, userId, nameOf) : '';
  const Announcer = lateViews.value?.Announcer;
  const displayed = useDisplayedMessages(chat, openChannel);
  const { messages, names, firstNew } = displayed;
  const handlers = useMessageHandlers(props);
  const scroller = useRef<HTMLDivElement>(null);
  const [{ position, lastWindow }] = useState(() => firstPosition(openChannel, messages));
  const [chosenWindow, setWindow] = useState<TimelineWindow>(lastWindow);
  positions.set(conversation, { position, lastWindow: chosenWindow });
  const [atEnd, setAtEnd] = useState(position.atEnd);
  const [focused, setFocused] = useState<string>();
  const onFocus = ({ target }: FocusEvent) =>
    target instanceof Element && setFocused(target.closest<HTMLElement>('.message')?.dataset.key);
  const jumpToEnd = () => {
    conversation.excerpt.close();
    position.startAtEnd();
    position.atEnd = true;
    setAtEnd(true);
    setWindow(NEWEST);
  };
  useJumpOnSend(timeline, jumpToEnd);
  const start = useMessageJump(conversation, displayed, position) ?? firstNew;
  const timelineWindow = windowOf(chosenWindow, position, { messages, firstNew: start });
  const inWindow = entriesIn(messages, timelineWindow);
  const follows = !displayed.isExcerpt && followsNewest(messages, timelineWindow);
  const reportSeen = () => {
    if (displayed.isStarting || position.starting || !visible.value || !scroller.current) return;
    const key = position.atEnd && follows ? undefined : (lastInView(scroller.current) ?? '');
    const seen = key === undefined ? undefined : messages.find(({ id }) => id === key);
    if (key === undefined || seen) chat.reading.markSeen(conversation, seen);
  };

  const loadNearEdge = (element: HTMLElement) => {
    const { scrollTop, scrollHeight, clientHeight } = element;
    if (scrollTop < LOAD_DISTANCE && conversation.history.peek().state !== 'failed') {
      const next = extendedUp(messages, timelineWindow);
      if (!next) void conversation.loadOlder();
      else if (!position.atEnd) setWindow(next);
    } else if (scrollHeight - scrollTop - clientHeight < LOAD_DISTANCE) {
      const next = extendedDown(messages, timelineWindow);
      if (next) setWindow(next);
      else if (displayed.isExcerpt) void conversation.excerpt.loadNewer();
    }
  };
  const onScroll = () => {
    const element = scroller.current as HTMLElement;
    position.moved(element);
    if (position.atEnd && !follows) position.atEnd = false;
    if (position.atEnd !== atEnd) setAtEnd(position.atEnd);
    if (position.atEnd && !atEnd && !position.starting) conversation.excerpt.returns.value += 1;
    if (position.atEnd && chosenWindow !== NEWEST) setWindow(NEWEST);
    else loadNearEdge(element);
    reportSeen();
  };
  useLayoutEffect(() => {
    const element = scroller.current as HTMLElement;
    const wasStarting = position.starting;
    if (wasStarting && !displayed.isStarting && start === undefined) position.startAtEnd();
    position.restore(element);
    if (!follows) position.atEnd = false;
    if (wasStarting && !position.starting) {
      setWindow(timelineWindow);
      setAtEnd(position.atEnd);
    }
    loadNearEdge(element);
  });
  useEffect(reportSeen, [messages, atEnd, displayed.isStarting, visible.value]);
  useStayAtEnd(scroller, position);

  // The window shows nothing of the timeline: the timeline was started again elsewhere.
  if (inWindow.length === 0 && messages.length > 0) {
    if (firstNew === undefined) jumpToEnd();
    else position.startAt(FIRST_NEW);
  }
  const timelineRows = rowsOf({
    messages: inWindow,
    notices: noticesAmong(timeline, inWindow, messages, follows),
    gaps: gaps(timeline),
    outgoing: follows ? timeline.outgoing.filter(isOutgoingMessage) : [],
    self: userId,
    firstNew,
  });
  const permissions = {
    canPost: channel !== undefined && isPermitted(channel, 'post'),
    canDelete: channel !== undefined && isPermitted(channel, 'delete-any'),
    canReport: channel !== undefined && isPermitted(channel, 'report'),
    canBan: channel !== undefined && isPermitted(channel, 'ban'),
  };
  const unread = chat.channels.unread(conversation.channel);
  const last = timelineRows.at(-1);
  const focusable = timelineRows.filter(({ kind }) => kind === 'message' || kind === 'outgoing');
  const tabStop = (focusable.find(({ key }) => key === focused) ?? focusable.at(-1))?.key;
  const renderRow = (row: Row) => (
    <TimelineRowView
      key={row.key}
      row={row}
      last={row === last}
      tabStop={row.key === tabStop}
      chat={chat}
      names={names}
      changes={timeline.outgoing}
      permissions={permissions}
      editing={props.draft.edit.value?.message.id}
      handlers={handlers}
    />
  );
  return (
    <div class="timeline-frame">
      <div
        class="timeline"
        ref={scroller}
        onScroll={onScroll}
        role="log"
        aria-live="off"
        tabIndex={tabStop === undefined ? 0 : -1}
        aria-label={t.timelineLabel(heading)}
      >
        <TimelineStart
          openChannel={openChannel}
          heading={heading}
          from={displayed.from}
          atTop={inWindow[0] === messages[0]}
        />
        <ol class="messages" onKeyDown={onMessageKeyDown} onFocusIn={onFocus}>
          {timelineRows.map(renderRow)}
        </ol>
      </div>
      {Announcer && <Announcer chat={chat} conversation={conversation} />}
      {!(atEnd && follows) && (
        <button type="button" class="jump-to-latest" onClick={jumpToEnd}>
          <Icon name="down" />
          {t.jumpToLatest}
          {unread > 0 && <span class="badge">{t.newMessages(unread)}</span>}
        </button>
      )}
    </div>
  );
}

// The notices between the messages in the window; at either end of the log also those beyond.
function noticesAmong(
  { entries }: Timeline,
  shown: readonly Message[],
  all: readonly Message[],
  follows: boolean,
): Notice[] {
  const from = shown[0] === all[0] ? 0 : (shown[0]?.seq ?? 0);
  const to = follows ? Number.POSITIVE_INFINITY : (shown.at(-1)?.seq ?? 0);
  return entries.filter((entry) => entry.kind === 'notice').filter(({ seq }) => seq > from && seq < to);
}
