// The sidebar: the channels with their unread counts, and the signed-in user.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { channelOrder } from '../../platform/appearance.ts';
import { titleOf } from '../../state/channels/channel-title.ts';
import { isUnread, sectionsOf } from '../../state/channels/sidebar-sections.ts';
import type { Chat } from '../../state/chat.ts';
import { Icon, type IconName } from '../icons.tsx';
import { lateViews } from '../late-views.ts';
import { onDemand } from '../on-demand.tsx';
import { Account } from '../users/account.tsx';
import { useDisplayName } from '../users/user-view.tsx';
import { NewChannelButton } from './new-channel.tsx';
import { SidebarSection } from './sidebar-section.tsx';

const BrowseChannelsDialog = onDemand(() =>
  import('./channel-search.tsx').then((module) => module.BrowseChannelsDialog),
);
const NewDirectMessageDialog = onDemand(() =>
  import('./channel-search.tsx').then((module) => module.NewDirectMessageDialog),
);

type SidebarProps = {
  chat: Chat;
  open: string | undefined;
  hidden: boolean;
  close: (() => void) | undefined;
  signOut: () => void;
  markAllRead: () => void;
  showSwitcher: () => void;
};

/** On a phone the sidebar is a drawer, which `close` closes. */
export function Sidebar({ chat, open, hidden, close, signOut, markAllRead, showSwitcher }: SidebarProps) {
  const sidebar = useRef<HTMLElement>(null);
  const PersonalLinks = lateViews.value?.PersonalLinks;
  // At once: an effect after the frame could take the focus from a dialog that was opened meanwhile.
  useLayoutEffect(() => {
    if (!close || hidden) return;
    const first =
      sidebar.current?.querySelector<HTMLElement>('[aria-current]') ?? sidebar.current?.querySelector('button');
    first?.focus();
  }, [hidden]);
  const nameOf = useDisplayName();
  const { preferences, channels, user } = chat;
  const { favourites, direct, ...others } = sectionsOf({
    channels: channels.list.value,
    titleOf: (channel) => titleOf(channel, user.userId, nameOf),
    mentions: (name) => channels.mentions(name),
    isFavourite: (name) => preferences.isFavourite(name),
    isMuted: (name) => preferences.isMuted(name),
    order: channelOrder.value,
    language: document.documentElement.lang,
  });
  useLayoutEffect(() => {
    sidebar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [open, hidden]);
  const section = { self: user.userId, open, close };
  const hasUnread = [...favourites, ...others.channels, ...direct].some(isUnread);
  return (
    <aside class="sidebar" id="sidebar" ref={sidebar} inert={hidden} aria-label={t.sidebarLabel}>
      <div class="brand">
        <img src="icon.svg" alt="" width="28" height="28" />
        <span>{t.appName}</span>
        {hasUnread && (
          <button type="button" class="icon-button" onClick={markAllRead} aria-label={t.markAllRead}>
            <Icon name="check" />
          </button>
        )}
        {close && (
          <button type="button" class="icon-button" onClick={close} aria-label={t.closeSidebar}>
            <Icon name="close" />
          </button>
        )}
      </div>
      <button type="button" class="sidebar-button" onClick={showSwitcher}>
        <Icon name="search" />
        {t.switcherButton}
      </button>
      <nav aria-label={t.channels}>
        {PersonalLinks && <PersonalLinks chat={chat} close={close} />}
        {favourites.length > 0 && (
          <SidebarSection id="favourites" title={t.favourites} channels={favourites} {...section} />
        )}
        <SidebarSection id="channels" title={t.channels} channels={others.channels} {...section}>
          {!user.guest && <NewChannelButton membership={chat.membership} />}
          <DialogButton
            label={t.browseChannels}
            icon="search"
            dialog={(close) => <BrowseChannelsDialog chat={chat} close={close} />}
          />
        </SidebarSection>
        {/* Guests cannot start a direct conversation. */}
        {(!user.guest || direct.length > 0) && (
          <SidebarSection id="direct" title={t.directMessages} channels={direct} {...section}>
            {!user.guest && (
              <DialogButton
                label={t.newDirectMessage}
                icon="plus"
                dialog={(close) => <NewDirectMessageDialog chat={chat} close={close} />}
              />
            )}
          </SidebarSection>
        )}
      </nav>
      <Account chat={chat} signOut={signOut} />
    </aside>
  );
}

type DialogButtonProps = { label: string; icon: IconName; dialog: (close: () => void) => ComponentChildren };

function DialogButton({ label, icon, dialog }: DialogButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="sidebar-button" onClick={() => setOpen(true)}>
        <Icon name={icon} />
        {label}
      </button>
      {open && dialog(() => setOpen(false))}
    </>
  );
}
