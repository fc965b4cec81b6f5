// The chat's screen: the channels at the side, the open one beside them, and the keys that work everywhere.
import { type Channel, DEFAULT_CHANNELS, isPermitted, type Message } from '@parley/chat';
import { untracked, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import * as t from '../i18n/index.ts';
import { goTo, narrow, place, visible } from '../platform/browser.ts';
import { headingOf } from '../state/channels/channel-title.ts';
import type { Chat, Room } from '../state/chat.ts';
import { messagesOf } from '../state/messages/rendered-messages.ts';
import { Header } from './channels/channel-header.tsx';
import { NoChannel } from './channels/channel-not-found.tsx';
import { InvitationScreen, invitationIn } from './channels/invitation-preview.tsx';
import { Sidebar } from './channels/sidebar.tsx';
import { Composer } from './messages/composer.tsx';
import { ReportDialog } from './messages/report-dialog.tsx';
import { TimelineView } from './messages/timeline-view.tsx';
import { TypingLine } from './users/typing-indicator.tsx';

/** Everything that a signed-in person sees. */
export function ChatScreen({ chat, signOut }: { chat: Chat; signOut: () => void }) {
  const [drawer, setDrawer] = useState(false);
  const menu = useRef<HTMLButtonElement>(null);
  const closeDrawer = () => setDrawer(false);
  const drawerOpen = drawer && narrow.value;
  // Only when it is drawn closed can the button behind the drawer have the focus again.
  useLayoutEffect(() => (drawerOpen ? () => menu.current?.focus() : undefined), [drawerOpen]);
  useOpenChannel(chat);
  useEffect(closeDrawer, [place.value]);
  useTitle(chat);
  useAwakening(chat);
  useKeys(chat, drawerOpen ? closeDrawer : undefined);
  useUnsentWarning(chat);
  const room = chat.room.value;
  const channel = room?.conversation.channel;
  return (
    <div class={`chat ${drawerOpen ? 'drawer-open' : ''}`}>
      <button type="button" class="skip" onClick={() => document.getElementById('composer')?.focus()}>
        {t.skipToComposer}
      </button>
      <Sidebar
        chat={chat}
        open={channel}
        hidden={narrow.value && !drawer}
        close={narrow.value ? closeDrawer : undefined}
        signOut={signOut}
      />
      {drawerOpen && <div class="backdrop" onClick={closeDrawer} aria-hidden="true" />}
      <main class="room" inert={drawerOpen}>
        <Header chat={chat} menu={menu} openDrawer={() => setDrawer(true)} drawer={drawerOpen} />
        <Departures chat={chat} />
        <Middle chat={chat} room={room} />
      </main>
    </div>
  );
}

function Middle({ chat, room }: { chat: Chat; room: Room | undefined }) {
  const code = invitationIn(place.value);
  if (code !== undefined) return <InvitationScreen key={code} chat={chat} code={code} />;
  if (room) return <OpenRoom key={room.conversation.channel} chat={chat} room={room} />;
  return <NoChannel chat={chat} name={place.value} />;
}

// Whoever was taken out is told so once.
function Departures({ chat: { membership } }: { chat: Chat }) {
  return (
    <>
      {membership.departures.value.map(({ name, title }) => (
        <p key={name} class="departure" role="status">
          <span dir="auto">{t.removedFromChannel(title)}</span>
          <button type="button" class="link-button" onClick={() => membership.dismiss(name)}>
            {t.dismiss}
          </button>
        </p>
      ))}
    </>
  );
}

// What is being edited belongs to the open channel and is left with it.
function OpenRoom({ chat, room }: { chat: Chat; room: Room }) {
  const [editing, edit] = useState<Message>();
  const [reporting, report] = useState<Message>();
  const [problem, refused] = useState<string>();
  const { userId } = chat.person;
  const channel = chat.channels.of(room.conversation.channel);
  const title = channel ? headingOf(channel, userId) : '';
  const lastOwn = () =>
    messagesOf(room.conversation.timeline.peek().entries).findLast((one) => one.userId === userId && !one.deleted);
  return (
    <>
      <TimelineView chat={chat} room={room} edit={edit} report={report} refused={refused} />
      {reporting && <ReportDialog chat={chat} message={reporting} close={() => report(undefined)} />}
      {problem !== undefined && (
        <p class="field-problem room-problem" role="alert">
          {problem}
        </p>
      )}
      <TypingLine chat={chat} typing={room.typing} />
      {channel && !isPermitted(channel, 'post') ? (
        <p class="composer silent" role="status">
          {silentWords(channel)}
        </p>
      ) : (
        <>
          {channel && channel.slowModeSeconds > 0 && !isPermitted(channel, 'set-slow-mode') && (
            <p class="pace">{t.slowModeNotice(channel.slowModeSeconds)}</p>
          )}
          <Composer room={room} title={title} userId={userId} editing={editing} edit={edit} lastOwn={lastOwn} />
        </>
      )}
    </>
  );
}

// Why nobody, or not this person, writes here.
function silentWords({ archived, mutedUntil }: Channel): string {
  if (archived) return t.channelArchived;
  return mutedUntil ? t.youAreMutedUntil(mutedUntil) : t.cannotPost;
}

function useOpenChannel(chat: Chat): void {
  useSignalEffect(() => {
    const names = chat.channels.list.value.map(({ name }) => name);
    const first = DEFAULT_CHANNELS.find((name) => names.includes(name)) ?? names[0] ?? '';
    const name = place.value || first;
    untracked(() => chat.show(name));
  });
}

function useTitle(chat: Chat): void {
  useSignalEffect(() => {
    const unread = chat.channels.list.value.reduce((sum, { name }) => sum + chat.channels.unread(name), 0);
    const channel = chat.room.value?.conversation.channel;
    const open = channel === undefined ? undefined : chat.channels.of(channel);
    document.title = t.pageTitle(unread, open && headingOf(open, chat.person.userId));
  });
}

function useAwakening(chat: Chat): void {
  useEffect(() => {
    const shown = () => {
      if (visible.peek()) chat.awake();
    };
    const stop = visible.subscribe(skippingFirst(shown));
    addEventListener('focus', shown);
    return () => {
      stop();
      removeEventListener('focus', shown);
    };
  }, [chat]);
}

// A signal calls a new subscriber at once; only what happens later is news.
function skippingFirst(then: () => void): () => void {
  let first = true;
  return () => {
    if (!first) untracked(then);
    first = false;
  };
}

function useKeys(chat: Chat, closeDrawer: (() => void) | undefined): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && closeDrawer) closeDrawer();
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const names = chat.channels.list.peek().map(({ name }) => name);
      const at = names.indexOf(chat.room.peek()?.conversation.channel ?? '');
      const next = names[(at + step + names.length) % names.length];
      if (next !== undefined) goTo(next);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [chat, closeDrawer]);
}

// What lies in the tray survives; what is on its way there, or in this tab alone, does not.
function useUnsentWarning(chat: Chat): void {
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      if (chat.outbox.atRisk) event.preventDefault();
    };
    addEventListener('beforeunload', leaving);
    return () => removeEventListener('beforeunload', leaving);
  }, [chat]);
}
