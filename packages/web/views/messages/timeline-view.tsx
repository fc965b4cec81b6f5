// The messages on the screen: a window into the conversation's timeline that scrolling moves.
import { isPermitted, type Message, type Notice } from '@parley/chat';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { visible } from '../../platform/browser.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import type { Chat, OpenChannel } from '../../state/chat.ts';
import type { Conversation } from '../../state/messages/conversation.ts';
import type { Draft } from '../../state/messages/drafts.ts';
import {
  isOutgoingChange,
  isOutgoingMessage,
  messagesOf,
  namesOf,
  withPendingChanges,
} from '../../state/messages/rendered-messages.ts';
import { gaps, type Timeline } from '../../state/messages/timeline.ts';
import { type Row, rowsOf } from '../../state/messages/timeline-rows.ts';
import {
  entriesIn,
  extendedDown,
  extendedUp,
  followsNewest,
  NEWEST,
  pinned,
  type TimelineWindow,
} from '../../state/messages/timeline-window.ts';
import { Icon } from '../icons.tsx';
import { Announcer } from './announcer.tsx';
import { type MessageHandlersDeps, useMessageHandlers } from './message-handlers.ts';
import { onMessageKeyDown } from './message-keys.ts';
import { ScrollPosition } from './scroll-position.ts';
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
  const heading = channel ? headingOf(channel, userId) : '';
  const messages = useMemo(
    () => withPendingChanges(messagesOf(timeline.entries), timeline.outgoing.filter(isOutgoingChange), userId),
    [timeline.entries, timeline.outgoing],
  );
  const names = useMemo(() => namesOf(timeline.entries), [timeline.entries]);
  const handlers = useMessageHandlers(props);
  const scroller = useRef<HTMLDivElement>(null);
  const [{ position, lastWindow }] = useState(() => lastPosition(conversation, messages));
  const [chosenWindow, setWindow] = useState<TimelineWindow>(lastWindow);
  positions.set(conversation, { position, lastWindow: chosenWindow });
  const [atEnd, setAtEnd] = useState(position.atEnd);
  const [focused, setFocused] = useState<string>();
  const onFocus = ({ target }: FocusEvent) =>
    target instanceof Element && setFocused(target.closest<HTMLElement>('.message')?.dataset.key);
  const jumpToEnd = () => {
    position.atEnd = true;
    setAtEnd(true);
    setWindow(NEWEST);
  };
  useJumpOnSend(timeline, jumpToEnd);
  const timelineWindow = position.atEnd ? chosenWindow : pinned(messages, chosenWindow);
  const inWindow = entriesIn(messages, timelineWindow);
  const follows = followsNewest(messages, timelineWindow);
  const unseen = useUnseen(chat, openChannel, timeline, atEnd && follows);

  const loadNearEdge = (element: HTMLElement) => {
    const { scrollTop, scrollHeight, clientHeight } = element;
    if (scrollTop < LOAD_DISTANCE && conversation.history.peek().state !== 'failed') {
      const next = extendedUp(messages, timelineWindow);
      if (!next) void conversation.loadOlder();
      else if (!position.atEnd) setWindow(next);
    } else if (scrollHeight - scrollTop - clientHeight < LOAD_DISTANCE) {
      const next = extendedDown(messages, timelineWindow);
      if (next) setWindow(next);
    }
  };
  const onScroll = () => {
    const element = scroller.current as HTMLElement;
    position.moved(element);
    if (position.atEnd && !follows) position.atEnd = false;
    if (position.atEnd !== atEnd) setAtEnd(position.atEnd);
    if (position.atEnd && chosenWindow !== NEWEST) setWindow(NEWEST);
    else loadNearEdge(element);
  };
  useLayoutEffect(() => {
    const element = scroller.current as HTMLElement;
    position.restore(element);
    loadNearEdge(element);
  });
  useStayAtEnd(scroller, position);

  // The window shows nothing of the timeline: the timeline was started again at the newest page.
  if (inWindow.length === 0 && messages.length > 0) jumpToEnd();
  const timelineRows = rowsOf({
    messages: inWindow,
    notices: noticesAmong(timeline, inWindow, messages, follows),
    gaps: gaps(timeline),
    outgoing: follows ? timeline.outgoing.filter(isOutgoingMessage) : [],
    self: userId,
    newAfter: openChannel.newAfter,
  });
  const permissions = {
    canDelete: channel !== undefined && isPermitted(channel, 'delete-any'),
    canReport: channel !== undefined && isPermitted(channel, 'report'),
    canBan: channel !== undefined && isPermitted(channel, 'ban'),
  };
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
        <TimelineStart openChannel={openChannel} heading={heading} atTop={inWindow[0] === messages[0]} />
        <ol class="messages" onKeyDown={onMessageKeyDown} onFocusIn={onFocus}>
          {timelineRows.map(renderRow)}
        </ol>
      </div>
      <Announcer chat={chat} conversation={conversation} />
      {!(atEnd && follows) && (
        <button type="button" class="jump-to-latest" onClick={jumpToEnd}>
          <Icon name="down" />
          {unseen === 0 ? t.jumpToLatest : t.newMessages(unseen)}
        </button>
      )}
    </div>
  );
}

/** Where the reader was in each conversation when another one was opened. */
const positions = new WeakMap<Conversation, { position: ScrollPosition; lastWindow: TimelineWindow }>();

// Of a conversation that is closed only the newest entries stay in memory, perhaps without those that the reader saw.
function lastPosition(conversation: Conversation, messages: readonly Message[]) {
  const last = positions.get(conversation);
  if (last && messages.some(({ id }) => id === last.position.anchor)) return last;
  return { position: new ScrollPosition(), lastWindow: NEWEST };
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

function useJumpOnSend(timeline: Timeline, jumpToEnd: () => void): void {
  const last = timeline.outgoing.findLast(isOutgoingMessage)?.id;
  const known = useRef(last);
  if (last !== undefined && last !== known.current) jumpToEnd();
  known.current = last ?? known.current;
}

// Counts the messages that arrived out of the reader's sight, and reports what the reader has seen.
function useUnseen(chat: Chat, openChannel: OpenChannel, timeline: Timeline, seesEnd: boolean): number {
  const { seq: newest = 0, count = 0 } = timeline.entries.at(-1) ?? {};
  const seen = useRef(0);
  const isWatching = seesEnd && visible.value;
  // A channel that is opened again where its reader was may have unread messages.
  if (isWatching) seen.current = count;
  else if (seen.current === 0) seen.current = chat.channels.of(openChannel.conversation.channel)?.readCount ?? count;
  useEffect(() => {
    if (isWatching && newest > 0) chat.markSeen(openChannel.conversation);
  }, [isWatching, newest]);
  return Math.max(0, count - seen.current);
}

// A growing composer, a phone's keyboard and a rotated screen change the height: the end stays in view.
function useStayAtEnd(scroller: { current: HTMLElement | null }, position: ScrollPosition): void {
  useEffect(() => {
    const element = scroller.current as HTMLElement;
    const observer = new ResizeObserver(() => position.restore(element));
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [position]);
}
