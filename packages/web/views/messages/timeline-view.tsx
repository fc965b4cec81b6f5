// The timeline on the screen: a window on what the conversation knows, moved by scrolling.
import { isPermitted, type Notice, type Message as Said } from '@parley/chat';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { sentence } from '../../errors.ts';
import * as t from '../../i18n/index.ts';
import { visible } from '../../platform/browser.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import { noticeText } from '../../state/channels/notices.ts';
import type { Chat, Room } from '../../state/chat.ts';
import { isOutgoingChange, isSaid, messagesOf, namesOf, withChanges } from '../../state/messages/rendered-messages.ts';
import { completeTo, missing, type Outgoing, olderThan, type Timeline } from '../../state/messages/timeline.ts';
import { type Row, rows } from '../../state/messages/timeline-rows.ts';
import { drawn, followsNewest, held, NEWEST, newer, older, type Window } from '../../state/messages/timeline-window.ts';
import { Icon } from '../icons.tsx';
import { Announcer } from './announcer.tsx';
import { type Doing, Message, type MessageProps } from './message-view.tsx';
import { Place } from './scroll-position.ts';

/** So near to an edge, in pixels, the next piece is fetched: most of a screen, so that nobody sees an end. */
const EDGE_NEAR = 600;

export type TimelineProps = {
  chat: Chat;
  room: Room;
  /** Is told which message is to be edited. */
  edit: (message: Said) => void;
  /** Is told which message is to be reported. */
  report: (message: Said) => void;
  /** Is told why something could not be done, and nothing when it could. */
  refused: (problem: string | undefined) => void;
};

/** The messages of the open channel. */
export function TimelineView(props: TimelineProps) {
  const { chat, room } = props;
  const { conversation } = room;
  const timeline = conversation.timeline.value;
  const { userId } = chat.person;
  const channel = chat.channels.of(conversation.channel);
  const title = channel ? headingOf(channel, userId) : '';
  const messages = useMemo(
    () => withChanges(messagesOf(timeline.entries), timeline.outgoing.filter(isOutgoingChange), userId),
    [timeline.entries, timeline.outgoing],
  );
  const names = useMemo(() => namesOf(timeline.entries), [timeline.entries]);
  const doing = useDoing(props);
  const scroller = useRef<HTMLDivElement>(null);
  const [place] = useState(() => new Place());
  const [chosen, setWindow] = useState<Window>(NEWEST);
  const [atEnd, setAtEnd] = useState(true);
  const jump = () => {
    place.atEnd = true;
    setAtEnd(true);
    setWindow(NEWEST);
  };
  useJumpOnSend(timeline, jump);
  const window = place.atEnd ? chosen : held(messages, chosen);
  const inWindow = drawn(messages, window);
  const follows = followsNewest(messages, window);
  const unseen = useUnseen(chat, room, timeline, atEnd && follows);

  const grow = (element: HTMLElement) => {
    const { scrollTop, scrollHeight, clientHeight } = element;
    if (scrollTop < EDGE_NEAR && conversation.olderPages.peek().state !== 'stuck') {
      const next = older(messages, window);
      if (!next) void conversation.readOlder();
      else if (!place.atEnd) setWindow(next);
    } else if (scrollHeight - scrollTop - clientHeight < EDGE_NEAR) {
      const next = newer(messages, window);
      if (next) setWindow(next);
    }
  };
  const scrolled = () => {
    const element = scroller.current as HTMLElement;
    place.moved(element);
    if (place.atEnd && !follows) place.atEnd = false;
    if (place.atEnd !== atEnd) setAtEnd(place.atEnd);
    if (place.atEnd && chosen !== NEWEST) setWindow(NEWEST);
    else grow(element);
  };
  useLayoutEffect(() => {
    const element = scroller.current as HTMLElement;
    place.restore(element);
    grow(element);
  });
  useKeptEnd(scroller, place);

  // The far end of the log is nowhere near what is drawn: the timeline has begun anew.
  if (inWindow.length === 0 && messages.length > 0) jump();
  const drawnRows = rows({
    messages: inWindow,
    notices: noticesAmong(timeline, inWindow, messages, follows),
    holes: missing(timeline),
    outgoing: follows ? timeline.outgoing.filter(isSaid) : [],
    self: userId,
    newAfter: room.newAfter,
  });
  const rights = {
    deletes: channel !== undefined && isPermitted(channel, 'delete-any'),
    reports: channel !== undefined && isPermitted(channel, 'report'),
  };
  const last = drawnRows.at(-1);
  const draw = (row: Row) => (
    <DrawnRow
      key={row.key}
      row={row}
      last={row === last}
      chat={chat}
      names={names}
      changes={timeline.outgoing}
      rights={rights}
      doing={doing}
    />
  );
  return (
    <div class="timeline-frame">
      <div
        class="timeline"
        ref={scroller}
        onScroll={scrolled}
        role="log"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t.timelineLabel(title)}
      >
        <Beginning room={room} title={title} atTop={inWindow[0] === messages[0]} />
        <ol class="messages">{drawnRows.map(draw)}</ol>
      </div>
      <Announcer chat={chat} conversation={conversation} />
      {!(atEnd && follows) && (
        <button type="button" class="to-end" onClick={jump}>
          <Icon name="down" />
          {unseen === 0 ? t.jumpToLatest : t.newMessages(unseen)}
        </button>
      )}
    </div>
  );
}

type DrawnRowProps = {
  row: Row;
  last: boolean;
  chat: Chat;
  names: ReadonlyMap<string, string>;
  changes: readonly Outgoing[];
  rights: Pick<MessageProps, 'deletes' | 'reports'>;
  doing: Doing;
};

function DrawnRow({ row, last, chat, names, changes, rights, doing }: DrawnRowProps) {
  if (row.kind === 'day')
    return (
      <li class="day">
        <time dateTime={row.at.slice(0, 10)}>{t.day(row.at, Date.now())}</time>
      </li>
    );
  if (row.kind === 'new')
    return (
      <li class="day new">
        <span>{t.newDivider}</span>
      </li>
    );
  if (row.kind === 'notice')
    return (
      <li class="channel-notice" dir="auto">
        {noticeText(row.notice, chat.person.userId)}
      </li>
    );
  if (row.kind === 'hole') return <li class="hole">{t.missingMessages}</li>;
  const message = row.kind === 'message' ? row.message : undefined;
  return (
    <Message
      opens={row.opens}
      justSent={last && row.kind === 'message' && row.own}
      message={message}
      outgoing={row.kind === 'outgoing' ? row.outgoing : undefined}
      change={message && changes.findLast((one) => isOutgoingChange(one) && one.target === message.seq)}
      blocked={message !== undefined && chat.blocked.userIds.value.has(message.userId)}
      {...rights}
      person={chat.person}
      names={names}
      doing={doing}
    />
  );
}

// The same object while the channel is open, so that no message is drawn again for it.
function useDoing({ chat, room, edit, report, refused }: TimelineProps): Doing {
  const { conversation } = room;
  return useMemo(() => {
    const attempt = (act: () => void) => {
      try {
        act();
        refused(undefined);
      } catch (error) {
        refused(sentence(error));
      }
    };
    const ask = (asked: Promise<void>) =>
      void asked.then(
        () => refused(undefined),
        (error: unknown) => refused(sentence(error)),
      );
    return {
      react: (seq, emoji, on) => attempt(() => conversation.react(seq, emoji, on)),
      edit,
      takeBack: (seq) => attempt(() => conversation.takeBack(seq)),
      report,
      block: (userId) => ask(chat.blocked.block(userId)),
      unblock: (userId) => ask(chat.blocked.unblock(userId)),
      retry: (id) => conversation.retry(id),
      takeOut: (id) => void conversation.takeOut(id),
      discard: (id) => conversation.discard(id),
    };
  }, [conversation]);
}

// The notices that belong between the messages that are drawn; at either end of the log, also those beyond.
function noticesAmong({ entries }: Timeline, shown: readonly Said[], all: readonly Said[], follows: boolean): Notice[] {
  const from = shown[0] === all[0] ? 0 : (shown[0]?.seq ?? 0);
  const to = follows ? Number.POSITIVE_INFINITY : (shown.at(-1)?.seq ?? 0);
  return entries.filter((entry) => entry.kind === 'notice').filter(({ seq }) => seq > from && seq < to);
}

// What stands above the oldest message that is drawn.
function Beginning({ room: { conversation }, title, atTop }: { room: Room; title: string; atTop: boolean }) {
  const timeline = conversation.timeline.value;
  const pages = conversation.olderPages.value;
  if (pages.state === 'stuck')
    return (
      <p class="edge" role="alert">
        {t.cannotLoadOlderMessages(pages.problem)}{' '}
        <button type="button" class="link-button" onClick={() => void conversation.readOlder()}>
          {t.tryAgain}
        </button>
      </p>
    );
  if (completeTo(timeline) === undefined)
    return <p class="edge">{conversation.sync.value.state === 'reading' ? t.loadingMessages : ''}</p>;
  if (olderThan(timeline) !== undefined || !atTop) return <p class="edge">{t.loadingOlderMessages}</p>;
  const empty = timeline.entries.length === 0 && timeline.outgoing.length === 0;
  return (
    <div class="beginning">
      <p class="beginning-title" dir="auto">
        {title}
      </p>
      <p class="quiet">{empty ? t.noMessagesYet : t.beginningOf(title)}</p>
    </div>
  );
}

function useJumpOnSend(timeline: Timeline, jump: () => void): void {
  const last = timeline.outgoing.findLast(isSaid)?.id;
  const known = useRef(last);
  if (last !== undefined && last !== known.current) jump();
  known.current = last ?? known.current;
}

// Counts what came while the reader was elsewhere, and says what the reader has seen.
function useUnseen(chat: Chat, room: Room, timeline: Timeline, seesEnd: boolean): number {
  const { seq: newest = 0, count = 0 } = timeline.entries.at(-1) ?? {};
  const seen = useRef(0);
  const looking = seesEnd && visible.value;
  if (looking || seen.current === 0) seen.current = count;
  useEffect(() => {
    if (looking && newest > 0) chat.saw(room.conversation);
  }, [looking, newest]);
  return count - seen.current;
}

// A composer that grows, a phone's keyboard and a turned screen change the height: the end stays in view.
function useKeptEnd(scroller: { current: HTMLElement | null }, place: Place): void {
  useEffect(() => {
    const element = scroller.current as HTMLElement;
    const observer = new ResizeObserver(() => place.restore(element));
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [place]);
}
