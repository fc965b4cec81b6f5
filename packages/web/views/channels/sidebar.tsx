// The sidebar: the channels with their unread counts, and the signed-in user.
import type { Channel } from '@parley/chat';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { titleOf } from '../../state/channels/channel-title.ts';
import type { Chat } from '../../state/chat.ts';
import { Icon, type IconName } from '../icons.tsx';
import { onDemand } from '../on-demand.tsx';
import { Account } from '../users/account.tsx';
import { NewChannelButton } from './new-channel.tsx';

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
};

/** On a phone the sidebar is a drawer, which `close` closes. */
export function Sidebar({ chat, open, hidden, close, signOut }: SidebarProps) {
  const sidebar = useRef<HTMLElement>(null);
  // At once: an effect after the frame could take the focus from a dialog that was opened meanwhile.
  useLayoutEffect(() => {
    if (!close || hidden) return;
    const first =
      sidebar.current?.querySelector<HTMLElement>('[aria-current]') ?? sidebar.current?.querySelector('button');
    first?.focus();
  }, [hidden]);
  const all = chat.channels.list.value;
  const direct = all.filter(({ kind }) => kind === 'direct');
  const channels = all.filter(({ kind }) => kind !== 'direct');
  const links = (titleId: string, list: readonly Channel[]) => (
    <ul class="channels" aria-labelledby={titleId}>
      {list.map((channel) => (
        <li key={channel.name}>
          <ChannelLink chat={chat} channel={channel} open={channel.name === open} close={close} />
        </li>
      ))}
    </ul>
  );
  return (
    <aside class="sidebar" id="sidebar" ref={sidebar} inert={hidden} aria-label={t.sidebarLabel}>
      <div class="brand">
        <img src="icon.svg" alt="" width="28" height="28" />
        <span>{t.appName}</span>
        {close && (
          <button type="button" class="icon-button" onClick={close} aria-label={t.closeSidebar}>
            <Icon name="close" />
          </button>
        )}
      </div>
      <nav aria-labelledby="channels-title">
        <h2 id="channels-title">{t.channels}</h2>
        {links('channels-title', channels)}
        {!chat.user.guest && <NewChannelButton membership={chat.membership} />}
        <DialogButton
          label={t.browseChannels}
          icon="search"
          dialog={(close) => <BrowseChannelsDialog chat={chat} close={close} />}
        />
        {/* Guests cannot start a direct conversation. */}
        {(!chat.user.guest || direct.length > 0) && (
          <>
            <h2 id="direct-title">{t.directMessages}</h2>
            {links('direct-title', direct)}
          </>
        )}
        {!chat.user.guest && (
          <DialogButton
            label={t.newDirectMessage}
            icon="plus"
            dialog={(close) => <NewDirectMessageDialog chat={chat} close={close} />}
          />
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

type ChannelLinkProps = { chat: Chat; channel: Channel; open: boolean; close: (() => void) | undefined };

function ChannelLink({ chat: { channels, user }, channel, open, close }: ChannelLinkProps) {
  const { name, kind } = channel;
  const unread = channels.unread(name);
  const mentions = unread > 0 ? channels.mentions(name) : 0;
  return (
    <a
      href={`#${name}`}
      class={unread > 0 ? 'unread' : ''}
      aria-current={open ? 'page' : undefined}
      onClick={open ? close : undefined}
    >
      <span class="channel-icon" aria-hidden="true">
        <Icon name={kind === 'public' ? 'channel' : kind === 'private' ? 'lock' : 'user'} />
      </span>
      <span class="channel-name" dir="auto">
        {titleOf(channel, user.userId)}
        {kind === 'private' && <span class="visually-hidden">{t.privateAfterName}</span>}
        {channel.archived && <span class="visually-hidden">{t.archivedAfterName}</span>}
      </span>
      {mentions > 0 && (
        <span class="badge mentions">
          <span aria-hidden="true">@{badgeCount(mentions)}</span>
          <span class="visually-hidden"> {t.mentionCount(mentions)}</span>
        </span>
      )}
      {unread > 0 && (
        <span class="badge">
          <span aria-hidden="true">{badgeCount(unread)}</span>
          <span class="visually-hidden"> {t.unreadCount(unread)}</span>
        </span>
      )}
    </a>
  );
}

function badgeCount(count: number): string {
  return count > 99 ? '99+' : `${count}`;
}
