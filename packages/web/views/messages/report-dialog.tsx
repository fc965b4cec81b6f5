// Reporting a message to those with a say in its channel.
import { type Message, REASON_MAX } from '@parley/chat';
import { useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import { Dialog, ProblemLine, useAttempt } from '../dialog.tsx';

type ReportProps = { chat: Chat; message: Message; close: () => void };

/** Asks what is wrong with it, and says afterwards what becomes of the answer. */
export function ReportDialog({ chat: { membership }, message: { channel, seq, username }, close }: ReportProps) {
  const [reason, setReason] = useState('');
  const [done, setDone] = useState(false);
  const { busy, problem, attempt } = useAttempt();
  const submit = (event: Event) => {
    event.preventDefault();
    void attempt(async () => {
      await membership.ruling.report(channel, { seq, reason: reason.trim() });
      setDone(true);
    });
  };
  return (
    <Dialog title={t.reportTitle(username)} close={close}>
      {done ? (
        <p role="status">{t.reportThanks}</p>
      ) : (
        <form onSubmit={submit}>
          <label for="report-reason">{t.reportReason}</label>
          <input
            id="report-reason"
            value={reason}
            maxLength={REASON_MAX}
            autocomplete="off"
            dir="auto"
            onInput={(event) => setReason(event.currentTarget.value)}
            aria-describedby="report-help"
          />
          <p class="quiet" id="report-help">
            {t.reportHelp(username)}
          </p>
          <ProblemLine problem={problem} />
          <div class="actions">
            <button type="submit" class="button primary" disabled={busy || reason.trim() === ''}>
              {t.report}
            </button>
            <button type="button" class="button" onClick={close}>
              {t.cancel}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
