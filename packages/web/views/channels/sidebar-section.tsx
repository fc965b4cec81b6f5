// A section of the sidebar, which its heading opens and closes.
import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { SECTION_STATES } from '../../platform/appearance.ts';
import { isUnread, type SectionId, type SidebarChannel } from '../../state/channels/sidebar-sections.ts';
import { Icon } from '../icons.tsx';
import { ChannelLink } from './channel-link.tsx';

type SidebarSectionProps = {
  id: SectionId;
  title: string;
  channels: readonly SidebarChannel[];
  self: string;
  open: string | undefined;
  close: (() => void) | undefined;
  children?: ComponentChildren;
};

/**
 * A section. A closed one shows the open channel and those with unread messages only. Its heading is always in view; while the section
 * below it is not, a press scrolls to it.
 */
export function SidebarSection({ id, title, channels, self, open, close, children }: SidebarSectionProps) {
  const headingId = useId();
  const list = useRef<HTMLUListElement>(null);
  const state = SECTION_STATES[id];
  const isClosed = state.value === 'closed';
  const shown = isClosed ? channels.filter((one) => one.channel.name === open || isUnread(one)) : channels;
  const toggle = () => {
    const top = list.current?.getBoundingClientRect().top ?? 0;
    const bottom = list.current?.closest('nav')?.getBoundingClientRect().bottom ?? 0;
    if (!isClosed && top >= bottom) list.current?.scrollIntoView({ block: 'start' });
    else state.choose(isClosed ? 'open' : 'closed');
  };
  return (
    <>
      <h2 class={`section-heading ${id}`}>
        <button type="button" aria-expanded={!isClosed} onClick={toggle}>
          <Icon name="expand" />
          <span id={headingId}>{title}</span>
        </button>
      </h2>
      <ul class="channels" ref={list} aria-labelledby={headingId}>
        {shown.map((one) => (
          <li key={one.channel.name}>
            <ChannelLink {...one} self={self} open={one.channel.name === open} close={close} />
          </li>
        ))}
      </ul>
      {!isClosed && children}
    </>
  );
}
