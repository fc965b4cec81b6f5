// The channels, what is unread in them, and who is signed in.
import { useEffect, useRef } from 'preact/hooks';
import { colour, initials } from '../state/author.ts';
import type { Chat } from '../state/chat.ts';
import { Icon } from './icons.tsx';
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
  return (
    <aside class="sidebar" id="sidebar" ref={side} inert={hidden} aria-label="Channels and account">
      <div class="brand">
        <img src="icon.svg" alt="" width="28" height="28" />
        <span>Parley</span>
        {close && (
          <button type="button" class="icon-button" onClick={close} aria-label="Close the channels">
            <Icon name="close" />
          </button>
        )}
      </div>
      <nav aria-labelledby="channels-title">
        <h2 id="channels-title">Channels</h2>
        <ul class="channels">
          {chat.channels.list.value.map(({ name }) => (
            <li key={name}>
              <ChannelLink name={name} open={name === open} unread={chat.channels.unread(name)} close={close} />
            </li>
          ))}
        </ul>
        <NewChannel channels={chat.channels} />
      </nav>
      <div class="account">
        <span class={`avatar colour-${colour(chat.person.sender)}`} aria-hidden="true">
          {initials(chat.person.username)}
        </span>
        <p>
          <span class="quiet">You are signed in as</span>
          <strong dir="auto">{chat.person.username}</strong>
        </p>
        <button type="button" class="icon-button" onClick={signOut} aria-label="Sign out" title="Sign out">
          <Icon name="leave" />
        </button>
      </div>
    </aside>
  );
}

type ChannelLinkProps = { name: string; open: boolean; unread: number; close: (() => void) | undefined };

function ChannelLink({ name, open, unread, close }: ChannelLinkProps) {
  return (
    <a
      href={`#${name}`}
      class={unread > 0 ? 'unread' : ''}
      aria-current={open ? 'page' : undefined}
      onClick={open ? close : undefined}
    >
      <span class="hash" aria-hidden="true">
        #
      </span>
      <span class="name">{name}</span>
      {unread > 0 && (
        <span class="badge">
          {unread > 99 ? '99+' : unread}
          <span class="hidden"> unread</span>
        </span>
      )}
    </a>
  );
}
