// The dialog that reports a message to the owners and moderators of its channel.
import { type Message, REASON_MAX } from '@parley/chat';
import { useState } from 'preact/hooks';
import { moderationApi } from '../../api/moderation-api.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { Dialog, FormError, useAction } from '../dialog.tsx';
import { useDisplayName } from '../users/user-view.tsx';

type ReportDialogProps = { chat: Chat; message: Message; close: () => void };

/** Asks for the reason, and confirms who will see the report. */
export function ReportDialog({ chat, message, close }: ReportDialogProps) {
  const { channel, seq } = message;
  const name = useDisplayName()(message);
  const [reason, setReason] = useState('');
  const [done, setDone] = useState(false);
  const { busy, error, run } = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      await moderationApi(chat).createReport(channel, { seq, reason: reason.trim() });
      setDone(true);
    });
  };
  return (
    <Dialog title={t.reportTitle(name)} close={close}>
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
          <p class="secondary" id="report-help">
            {t.reportHelp(name)}
          </p>
          <FormError error={error} />
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
