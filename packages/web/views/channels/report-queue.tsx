// The reported messages of a channel, for its owners and moderators: each with the reports and their reasons.
import type { Channel, Reported, Reports } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import { moderationApi } from '../../api/moderation-api.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { FormError, useAction } from '../dialog.tsx';
import { MessageText } from '../messages/message-text.tsx';
import { Avatar, UserName, useDisplayName } from '../users/user-view.tsx';

/** The tab of reports. */
export function ReportQueue({ chat, channel: { name, reports } }: { chat: Chat; channel: Channel }) {
  const { membership, user } = chat;
  const nameOf = useDisplayName();
  const [queue, setQueue] = useState<Reports>();
  const { busy, error, run } = useAction();
  const load = async () => setQueue(await moderationApi(chat).listReports(name));
  useEffect(() => void run(load), [name, reports]);
  const dismiss = ({ seq }: Reported) =>
    run(async () => {
      await membership.settleReport(name, seq);
      await load();
    });
  // The deletion is in the outbox from here on: it happens even if the network fails now.
  const deleteMessage = (reported: Reported) => {
    chat.openChannel.peek()?.outbox.delete(reported.seq);
    return dismiss(reported);
  };
  return (
    <section aria-label={t.reports}>
      {queue?.reported.length === 0 && error === undefined ? (
        <p class="secondary">{t.noReports}</p>
      ) : (
        <h3>{queue ? t.reportsWithCount(queue.reported.length, queue.more) : t.reports}</h3>
      )}
      <FormError error={error} />
      <ul class="report-list">
        {queue?.reported.map((one) => (
          <li key={one.seq}>
            <div class="report-author">
              <Avatar userId={one.userId} username={one.username} />
              <p>
                <UserName userId={one.userId} username={one.username} />
                <time class="secondary" dateTime={one.timestamp}>
                  {t.fullDateTime(one.timestamp)}
                </time>
              </p>
            </div>
            <MessageText text={one.message} self={user.username} />
            <ul class="report-reasons">
              {one.reports.map(({ by, reason }) => (
                <li key={by.userId} dir="auto">
                  <strong>{nameOf(by)}</strong>: {reason}
                </li>
              ))}
            </ul>
            <div class="actions">
              <button
                type="button"
                class="button destructive"
                disabled={busy}
                onClick={() => deleteMessage(one)}
                aria-label={t.actionOn(t.deleteMessage, nameOf(one))}
              >
                {t.deleteMessage}
              </button>
              <button
                type="button"
                class="button"
                disabled={busy}
                onClick={() => dismiss(one)}
                aria-label={t.actionOn(t.dismiss, nameOf(one))}
              >
                {t.dismiss}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
