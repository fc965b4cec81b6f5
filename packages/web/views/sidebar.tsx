// The channels, what is unread in them, and who is signed in.
import { useEffect, useRef } from 'preact/hooks';
import type { Chat } from '../state/chat.ts';
import { Account } from './account.tsx';
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
              <ChannelLink chat={chat} name={name} open={name === open} close={close} />
            </li>
          ))}
        </ul>
        <NewChannel channels={chat.channels} />
      </nav>
      <Account chat={chat} signOut={signOut} />
    </aside>
  );
}

type ChannelLinkProps = { chat: Chat; name: string; open: boolean; close: (() => void) | undefined };

function ChannelLink({ chat: { channels }, name, open, close }: ChannelLinkProps) {
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
        #
      </span>
      <span class="name">{name}</span>
      {mentions > 0 && (
        <span class="badge mentions">
          <span aria-hidden="true">@{few(mentions)}</span>
          <span class="hidden"> {mentions === 1 ? '1 message calls you' : `${mentions} messages call you`}</span>
        </span>
      )}
      {unread > 0 && (
        <span class="badge">
          {few(unread)}
          <span class="hidden"> unread</span>
        </span>
      )}
    </a>
  );
}

function few(count: number): string {
  return count > 99 ? '99+' : `${count}`;
}
