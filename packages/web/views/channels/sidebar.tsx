// The channels, what is unread in them, and who is signed in.
import type { Channel } from '@parley/chat';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import { titleOf } from '../../state/channels/channel-title.ts';
import type { Chat } from '../../state/chat.ts';
import { Icon, type IconName } from '../icons.tsx';
import { Account } from '../users/account.tsx';
import { BrowseDialog, DirectDialog } from './channel-search.tsx';
import { NewChannel } from './new-channel.tsx';

type SidebarProps = {
  chat: Chat;
  open: string | undefined;
  hidden: boolean;
  close: (() => void) | undefined;
  signOut: () => void;
};

/** The side of the chat; on a phone a drawer, which `close` closes. */
export function Sidebar({ chat, open, hidden, close, signOut }: SidebarProps) {
  const side = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!close || hidden) return;
    const first = side.current?.querySelector<HTMLElement>('[aria-current]') ?? side.current?.querySelector('button');
    first?.focus();
  }, [hidden]);
  const all = chat.channels.list.value;
  const direct = all.filter(({ kind }) => kind === 'direct');
  const rooms = all.filter(({ kind }) => kind !== 'direct');
  const links = (title: string, channels: readonly Channel[]) => (
    <ul class="channels" aria-labelledby={title}>
      {channels.map((channel) => (
        <li key={channel.name}>
          <ChannelLink chat={chat} channel={channel} open={channel.name === open} close={close} />
        </li>
      ))}
    </ul>
  );
  return (
    <aside class="sidebar" id="sidebar" ref={side} inert={hidden} aria-label={t.sidebarLabel}>
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
        {links('channels-title', rooms)}
        {!chat.person.guest && <NewChannel membership={chat.membership} />}
        <Opener label={t.browseChannels} icon="search" dialog={(shut) => <BrowseDialog chat={chat} close={shut} />} />
        {/* Guests begin none. */}
        {(!chat.person.guest || direct.length > 0) && (
          <>
            <h2 id="direct-title">{t.directMessages}</h2>
            {links('direct-title', direct)}
          </>
        )}
        {!chat.person.guest && (
          <Opener label={t.newDirectMessage} icon="plus" dialog={(shut) => <DirectDialog chat={chat} close={shut} />} />
        )}
      </nav>
      <Account chat={chat} signOut={signOut} />
    </aside>
  );
}

type OpenerProps = { label: string; icon: IconName; dialog: (close: () => void) => ComponentChildren };

function Opener({ label, icon, dialog }: OpenerProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="new-channel" onClick={() => setOpen(true)}>
        <Icon name={icon} />
        {label}
      </button>
      {open && dialog(() => setOpen(false))}
    </>
  );
}

type ChannelLinkProps = { chat: Chat; channel: Channel; open: boolean; close: (() => void) | undefined };

function ChannelLink({ chat: { channels, person }, channel, open, close }: ChannelLinkProps) {
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
      <span class="hash" aria-hidden="true">
        {kind === 'public' ? '#' : <Icon name={kind === 'private' ? 'lock' : 'person'} />}
      </span>
      <span class="name" dir="auto">
        {titleOf(channel, person.userId)}
        {kind === 'private' && <span class="hidden">{t.privateAfterName}</span>}
        {channel.archived && <span class="hidden">{t.archivedAfterName}</span>}
      </span>
      {mentions > 0 && (
        <span class="badge mentions">
          <span aria-hidden="true">@{few(mentions)}</span>
          <span class="hidden"> {t.mentionCount(mentions)}</span>
        </span>
      )}
      {unread > 0 && (
        <span class="badge">
          <span aria-hidden="true">{few(unread)}</span>
          <span class="hidden"> {t.unreadCount(unread)}</span>
        </span>
      )}
    </a>
  );
}

function few(count: number): string {
  return count > 99 ? '99+' : `${count}`;
}
