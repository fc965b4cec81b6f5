// One channel in the sidebar.
import { t } from '../../i18n/index.ts';
import { partnerOf } from '../../state/channels/channel-title.ts';
import { isUnread, type SidebarChannel } from '../../state/channels/sidebar-sections.ts';
import { Icon } from '../icons.tsx';
import { Avatar, PresenceMark, StatusEmoji } from '../users/user-view.tsx';

type ChannelLinkProps = SidebarChannel & { self: string; open: boolean; close: (() => void) | undefined };

/** The link to a channel, with its unread messages. The whole title is the tooltip of one that is cut off. */
export function ChannelLink(props: ChannelLinkProps) {
  const { channel, title, unread, mentions, muted, open, close } = props;
  const { name, kind, archived } = channel;
  const onPointerEnter = ({ currentTarget }: PointerEvent & { currentTarget: HTMLElement }) => {
    const label = currentTarget.querySelector('.channel-name');
    currentTarget.title = label && label.scrollWidth > label.clientWidth ? title : '';
  };
  return (
    <a
      href={`#${name}`}
      class={[isUnread(props) && 'unread', muted && 'muted'].filter(Boolean).join(' ')}
      aria-current={open ? 'page' : undefined}
      onClick={open ? close : undefined}
      onPointerEnter={onPointerEnter}
    >
      <ChannelIcon {...props} />
      <span class="channel-name" dir="auto">
        {title}
        {kind === 'private' && <span class="visually-hidden">{t.privateAfterName}</span>}
        {archived && <span class="visually-hidden">{t.archivedAfterName}</span>}
        {muted && <span class="visually-hidden">{t.mutedAfterName}</span>}
      </span>
      <PartnerStatus {...props} />
      {muted && <Icon name="muted" />}
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

// The presence and the status of the other user of a direct conversation of two.
function PartnerStatus({ channel, self }: ChannelLinkProps) {
  const partner = partnerOf(channel, self);
  return partner ? (
    <>
      <PresenceMark {...partner} />
      <StatusEmoji {...partner} />
    </>
  ) : null;
}

function ChannelIcon({ channel, self }: ChannelLinkProps) {
  const { kind, participants = [] } = channel;
  const partner = partnerOf(channel, self);
  return (
    <span class="channel-icon" aria-hidden="true">
      {partner ? (
        <Avatar {...partner} />
      ) : (
        <Icon
          name={
            kind === 'public' ? 'channel' : kind === 'private' ? 'lock' : participants.length > 1 ? 'people' : 'user'
          }
        />
      )}
    </span>
  );
}

function badgeCount(count: number): string {
  return count > 99 ? '99+' : `${count}`;
}
