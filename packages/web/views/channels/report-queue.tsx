// What was reported in a channel, for those with a say: each message with who found what wrong with it.
import type { Channel, Reported, Reports } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import { ProblemLine, useAttempt } from '../dialog.tsx';
import { Words } from '../messages/message-text.tsx';
import { Avatar, PersonName } from '../users/user-view.tsx';

/** Nothing at all while nothing is reported. */
export function ReportQueue({ chat, channel: { name, reports } }: { chat: Chat; channel: Channel }) {
  const { membership, person } = chat;
  const [known, setKnown] = useState<Reports>();
  const { busy, problem, attempt } = useAttempt();
  const read = async () => setKnown(await membership.ruling.reports(name));
  useEffect(() => void attempt(read), [name, reports]);
  const settle = ({ seq }: Reported) =>
    attempt(async () => {
      await membership.settle(name, seq);
      await read();
    });
  // The deletion lies in the outbox from here on, so it is done even if the network fails now.
  const remove = (reported: Reported) => {
    chat.room.peek()?.conversation.takeBack(reported.seq);
    return settle(reported);
  };
  if (known?.reported.length === 0 && problem === undefined) return null;
  return (
    <section aria-label={t.reports}>
      <h3>{known ? t.reportsWithCount(known.reported.length, known.more) : t.reports}</h3>
      <ProblemLine problem={problem} />
      <ul class="reported">
        {known?.reported.map((one) => (
          <li key={one.seq}>
            <div class="reported-by">
              <Avatar userId={one.userId} username={one.username} />
              <p>
                <PersonName userId={one.userId} username={one.username} />
                <time class="quiet" dateTime={one.timestamp}>
                  {t.fullDateTime(one.timestamp)}
                </time>
              </p>
            </div>
            <Words text={one.message} self={person.username} />
            <ul class="reasons">
              {one.reports.map(({ by, reason }) => (
                <li key={by.userId} dir="auto">
                  <strong>{by.username}</strong>: {reason}
                </li>
              ))}
            </ul>
            <div class="actions">
              <button
                type="button"
                class="button danger"
                disabled={busy}
                onClick={() => remove(one)}
                aria-label={t.actionOn(t.deleteMessage, one.username)}
              >
                {t.deleteMessage}
              </button>
              <button
                type="button"
                class="button"
                disabled={busy}
                onClick={() => settle(one)}
                aria-label={t.actionOn(t.dismiss, one.username)}
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
