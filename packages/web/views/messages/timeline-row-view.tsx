// One row of the timeline.
import { t } from '../../i18n/index.ts';
import { noticeText } from '../../state/channels/notices.ts';
import type { Chat } from '../../state/chat.ts';
import { isOutgoingChange } from '../../state/messages/rendered-messages.ts';
import type { Outgoing } from '../../state/messages/timeline.ts';
import type { Row } from '../../state/messages/timeline-rows.ts';
import { useDisplayName } from '../users/user-view.tsx';
import { type MessageHandlers, MessageView, type MessageViewProps } from './message-view.tsx';

type TimelineRowViewProps = {
  row: Row;
  last: boolean;
  tabStop: boolean;
  chat: Chat;
  names: ReadonlyMap<string, string>;
  changes: readonly Outgoing[];
  permissions: Pick<MessageViewProps, 'canPost' | 'canDelete' | 'canReport' | 'canBan'>;
  /** The id of the message that the reader is editing. */
  editing: string | undefined;
  handlers: MessageHandlers;
};

/** A row: a divider, a notice, a gap, or a message. */
export function TimelineRowView({
  row,
  last,
  tabStop,
  chat,
  names,
  changes,
  permissions,
  editing,
  handlers,
}: TimelineRowViewProps) {
  const nameOf = useDisplayName();
  if (row.kind === 'day')
    return (
      <li class="divider">
        <time dateTime={row.at.slice(0, 10)}>{t.day(row.at, Date.now())}</time>
      </li>
    );
  if (row.kind === 'new')
    return (
      <li class="divider new">
        <span>{t.newDivider}</span>
      </li>
    );
  if (row.kind === 'notice')
    return (
      <li class="channel-notice" dir="auto">
        {noticeText(row.notice, chat.user.userId, nameOf)}{' '}
        <time dateTime={row.notice.timestamp} title={t.fullDateTime(row.notice.timestamp)}>
          {t.time(row.notice.timestamp)}
        </time>
      </li>
    );
  if (row.kind === 'gap') return <li class="gap">{t.missingMessages}</li>;
  const message = row.kind === 'message' ? row.message : undefined;
  return (
    <MessageView
      startsGroup={row.startsGroup}
      tabStop={tabStop}
      newest={last}
      editing={message !== undefined && message.id === editing}
      message={message}
      outgoing={row.kind === 'outgoing' ? row.outgoing : undefined}
      change={message && changes.findLast((one) => isOutgoingChange(one) && one.target === message.seq)}
      blocked={message !== undefined && chat.blocked.userIds.value.has(message.userId)}
      {...permissions}
      user={chat.user}
      names={names}
      handlers={handlers}
    />
  );
}
