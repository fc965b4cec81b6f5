// The chat: the sidebar, the open channel, the title of the window, and the keyboard shortcuts.
import { DEFAULT_CHANNELS, isPermitted, type Message } from '@parley/chat';
import { untracked, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { errorText } from '../errors.ts';
import { t } from '../i18n/index.ts';
import { parseAddress, threadAddress } from '../platform/address.ts';
import { goTo, narrow, panelCovers, place, returnTo, visible } from '../platform/browser.ts';
import { recordOpened } from '../platform/recent-channels.ts';
import { headingOf } from '../state/channels/channel-title.ts';
import { countedMessages } from '../state/channels/sidebar-sections.ts';
import type { Chat, OpenChannel } from '../state/chat.ts';
import type { Draft, Drafts } from '../state/messages/drafts.ts';
import { messagesOf } from '../state/messages/rendered-messages.ts';
import { isSlowed } from '../state/messages/slow-mode.ts';
import { ChannelHeader } from './channels/channel-header.tsx';
import { Sidebar } from './channels/sidebar.tsx';
import { lateViews } from './late-views.ts';
import { ChannelNamesContext, useChannelNames } from './messages/channel-names-context.ts';
import { Composer } from './messages/composer.tsx';
import { ReadOnlyNotice } from './messages/read-only-notice.tsx';
import { TimelineView } from './messages/timeline-view.tsx';
import { onDemand } from './on-demand.tsx';
import { useShortcuts } from './shortcuts.ts';
import { SidePanel } from './side-panel.tsx';
import { type NamedUser, ProfileCardContext } from './users/profile-card-context.tsx';
import { TypingIndicator } from './users/typing-indicator.tsx';
import { useDisplayName } from './users/user-view.tsx';

const ChannelNotFound = onDemand(() =>
  import('./channels/channel-not-found.tsx').then((module) => module.ChannelNotFound),
);
const InvitationView = onDemand(() =>
  import('./channels/invitation-preview.tsx').then((module) => module.InvitationView),
);
const SettingsView = onDemand(() => import('./settings/settings-view.tsx').then((module) => module.SettingsView));
const ShortcutsDialog = onDemand(() => import('./shortcuts-dialog.tsx').then((module) => module.ShortcutsDialog));
const PanelContent = onDemand(() => import('./panel-content.tsx').then((module) => module.PanelContent));
const ProfileCard = onDemand(() => import('./users/profile-card.tsx').then((module) => module.ProfileCard));
const ChannelSwitcher = onDemand(() =>
  import('./channels/channel-switcher.tsx').then((module) => module.ChannelSwitcher),
);
const ThreadPanel = onDemand(() => import('./threads/thread-panel.tsx').then((module) => module.ThreadPanel));
const ThreadsView = onDemand(() => import('./threads/threads-view.tsx').then((module) => module.ThreadsView));
const SavedView = onDemand(() => import('./saved/saved-view.tsx').then((module) => module.SavedView));
const ReportDialog = onDemand(() => import('./messages/report-dialog.tsx').then((module) => module.ReportDialog));

/** The page of a signed-in user. */
export function ChatView({ chat, drafts, signOut }: { chat: Chat; drafts: Drafts; signOut: () => void }) {
  const [drawer, setDrawer] = useState(false);
  const menuButton = useRef<HTMLButtonElement>(null);
  const [error, setError] = useState<string>();
  const closeDrawer = () => setDrawer(false);
  const drawerOpen = drawer && narrow.value;
  // The button behind the drawer can have the focus only after the drawer is rendered closed.
  useLayoutEffect(() => (drawerOpen ? () => menuButton.current?.focus() : undefined), [drawerOpen]);
  useOpenChannel(chat);
  useEffect(() => {
    closeDrawer();
    setError(undefined);
  }, [place.value]);
  useWindowTitle(chat);
  useWakeWhenVisible(chat);
  const [showsShortcuts, showShortcuts] = useState(false);
  const [showsSwitcher, showSwitcher] = useState(false);
  const markAllRead = () => {
    setError(undefined);
    chat.reading.markAllRead().catch((cause: unknown) => setError(errorText(cause)));
  };
  useShortcuts({
    chat,
    closeDrawer: drawerOpen ? closeDrawer : undefined,
    showShortcuts: () => showShortcuts(true),
    showSwitcher: () => showSwitcher(true),
    markAllRead,
  });
  useUnsentWarning(chat);
  const late = lateViews.value;
  const openChannel = chat.openChannel.value;
  const channel = openChannel?.conversation.channel;
  const nameOf = useDisplayName();
  const [card, openCard] = useState<NamedUser>();
  const address = parseAddress(place.value);
  const tab = address.view === 'channel' ? address.tab : undefined;
  const search = address.view === 'channel' ? address.search : undefined;
  const details = tab || search !== undefined ? chat.channels.of(channel) : undefined;
  const label = search === undefined ? t.channelDetails : t.searchMessages;
  const thread = address.view === 'channel' && openChannel ? address.thread : undefined;
  const hasPanel = details !== undefined || thread !== undefined;
  const covered = hasPanel && panelCovers.value;
  return (
    <ProfileCardContext.Provider value={openCard}>
      <ChannelNamesContext.Provider value={useChannelNames(chat)}>
        <div class={`chat ${drawerOpen ? 'drawer-open' : ''} ${hasPanel ? 'with-panel' : ''}`}>
          <button type="button" class="skip-link" onClick={() => document.getElementById('composer')?.focus()}>
            {t.skipToComposer}
          </button>
          <Sidebar
            chat={chat}
            open={channel}
            hidden={narrow.value && (!drawer || covered)}
            close={narrow.value ? closeDrawer : undefined}
            signOut={signOut}
            markAllRead={markAllRead}
            showSwitcher={() => showSwitcher(true)}
          />
          {late && <late.MentionAnnouncer chat={chat} />}
          {late && <late.ToastList />}
          {showsShortcuts && <ShortcutsDialog close={() => showShortcuts(false)} />}
          {showsSwitcher && <ChannelSwitcher chat={chat} close={() => showSwitcher(false)} />}
          {drawerOpen && <div class="backdrop" onClick={closeDrawer} aria-hidden="true" />}
          <main class="main-column" inert={drawerOpen || covered}>
            <ChannelHeader chat={chat} menuButton={menuButton} openDrawer={() => setDrawer(true)} drawer={drawerOpen} />
            {late && <late.RemovalNotices chat={chat} />}
            {late && <late.PageNotices chat={chat} drafts={drafts} />}
            {late && <late.files.FileDrop chat={chat} />}
            {error !== undefined && (
              <p class="form-error channel-error" role="alert">
                {error}
              </p>
            )}
            <MainContent chat={chat} drafts={drafts} openChannel={openChannel} signOut={signOut} />
          </main>
          {details && (
            <SidePanel
              key={search === undefined && details.name}
              title={search === undefined ? headingOf(details, chat.user.userId, nameOf) : label}
              label={label}
              close={() => returnTo(details.name)}
            >
              <PanelContent chat={chat} channel={details} tab={tab} search={search} />
            </SidePanel>
          )}
          {openChannel && thread !== undefined && (
            <ThreadPanel
              key={`${channel}/${thread}`}
              chat={chat}
              drafts={drafts}
              openChannel={openChannel}
              root={thread}
              reply={'reply' in address ? address.reply : undefined}
            />
          )}
          {card && (
            <ProfileCard
              key={card.username}
              chat={chat}
              drafts={drafts}
              user={card}
              close={() => openCard(undefined)}
            />
          )}
        </div>
      </ChannelNamesContext.Provider>
    </ProfileCardContext.Provider>
  );
}

type MainContentProps = { chat: Chat; drafts: Drafts; openChannel: OpenChannel | undefined; signOut: () => void };

function MainContent({ chat, drafts, openChannel, signOut }: MainContentProps) {
  const address = parseAddress(place.value);
  if (address.view === 'invitation') return <InvitationView key={address.code} chat={chat} code={address.code} />;
  if (address.view === 'threads') return <ThreadsView chat={chat} />;
  if (address.view === 'saved') return <SavedView chat={chat} />;
  if (address.view === 'settings') return <SettingsView chat={chat} signOut={signOut} />;
  if (openChannel)
    return (
      <OpenChannelView
        key={openChannel.conversation.channel}
        chat={chat}
        draft={drafts.of(openChannel.conversation.channel)}
        openChannel={openChannel}
      />
    );
  return <ChannelNotFound chat={chat} name={address.channel} />;
}

function OpenChannelView({ chat, draft, openChannel }: { chat: Chat; draft: Draft; openChannel: OpenChannel }) {
  const edit = (message: Message | undefined) => draft.startEdit(message);
  const [reporting, report] = useState<Message>();
  const [error, setError] = useState<string>();
  const { userId } = chat.user;
  const channel = chat.channels.of(openChannel.conversation.channel);
  const nameOf = useDisplayName();
  const heading = channel ? headingOf(channel, userId, nameOf) : '';
  const field = useRef<HTMLTextAreaElement>(null);
  const takeOut = async (id: string) => {
    const text = await openChannel.outbox.takeOut(id);
    if (text === undefined) return;
    draft.prepend(text);
    field.current?.focus();
  };
  const lastOwn = () =>
    messagesOf(openChannel.conversation.timeline.peek().entries).findLast(
      (one) => one.userId === userId && !one.deleted,
    );
  return (
    <>
      <TimelineView
        chat={chat}
        openChannel={openChannel}
        draft={draft}
        edit={edit}
        quote={({ seq }) => draft.startQuote(seq)}
        openThread={(seq) => goTo(threadAddress({ channel: openChannel.conversation.channel, seq }))}
        takeOut={takeOut}
        report={report}
        setError={setError}
      />
      {reporting && <ReportDialog chat={chat} message={reporting} close={() => report(undefined)} />}
      {error !== undefined && (
        <p class="form-error channel-error" role="alert">
          {error}
        </p>
      )}
      <TypingIndicator chat={chat} typing={openChannel.typing} />
      {channel && !isPermitted(channel, 'post') ? (
        <ReadOnlyNotice channel={channel} />
      ) : (
        <>
          {isSlowed(channel) && <p class="slow-mode">{t.slowModeNotice(channel.slowModeSeconds)}</p>}
          <Composer {...{ chat, openChannel, draft, field, heading, lastOwn }} />
        </>
      )}
    </>
  );
}

function useOpenChannel(chat: Chat): void {
  useSignalEffect(() => {
    const names = chat.channels.list.value.map(({ name }) => name);
    const first = DEFAULT_CHANNELS.find((name) => names.includes(name)) ?? names[0] ?? '';
    const address = parseAddress(place.value);
    const name = address.view === 'channel' ? address.channel || first : '';
    untracked(() => chat.open(name));
    if (!names.includes(name)) return;
    recordOpened(name);
    if ('at' in address) void import('./messages/log-places.ts').then(({ openPlace }) => openPlace(chat));
  });
}

function useWindowTitle(chat: Chat): void {
  const nameOf = useDisplayName();
  useSignalEffect(() => {
    const { channels, preferences } = chat;
    const unread = channels.list.value.reduce(
      (sum, one) => sum + countedMessages(one, channels.mentions(one.name), preferences.isMuted(one.name)),
      0,
    );
    const channel = chat.openChannel.value?.conversation.channel;
    const open = channel === undefined ? undefined : chat.channels.of(channel);
    document.title = t.pageTitle(unread, open && headingOf(open, chat.user.userId, nameOf));
  });
}

function useWakeWhenVisible(chat: Chat): void {
  useEffect(() => {
    const wake = () => {
      if (visible.peek()) chat.wake();
    };
    const stop = visible.subscribe(withoutFirst(wake));
    addEventListener('focus', wake);
    return () => {
      stop();
      removeEventListener('focus', wake);
    };
  }, [chat]);
}

// A signal calls a new subscriber at once with its present value; only later values are changes.
function withoutFirst(listener: () => void): () => void {
  let first = true;
  return () => {
    if (!first) untracked(listener);
    first = false;
  };
}

// Messages in the browser's storage survive a closed tab. Messages that are not stored yet, or only in this tab, do not.
function useUnsentWarning(chat: Chat): void {
  useEffect(() => {
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (chat.outbox.atRisk) event.preventDefault();
    };
    addEventListener('beforeunload', onBeforeUnload);
    return () => removeEventListener('beforeunload', onBeforeUnload);
  }, [chat]);
}
