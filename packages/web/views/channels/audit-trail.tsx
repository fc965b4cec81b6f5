// The audit log of a channel, for its owners and moderators: who did what to whom.
import { type AuditRecord, type Channel, isNoticeType, type User } from '@parley/chat';
import { useState } from 'preact/hooks';
import { moderationApi } from '../../api/moderation-api.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { FormError, useAction } from '../dialog.tsx';
import { useDisplayName } from '../users/user-view.tsx';

/** Loads the log when the user asks for it. */
export function AuditLog({ chat, channel: { name } }: { chat: Chat; channel: Channel }) {
  const nameOf = useDisplayName();
  const [records, setRecords] = useState<readonly AuditRecord[]>();
  const { busy, error, run } = useAction();
  const load = () => run(async () => setRecords(await moderationApi(chat).listAuditTrail(name)));
  return (
    <section aria-label={t.auditLog}>
      <h3>{t.auditLog}</h3>
      <div class="actions">
        <button type="button" class="button" disabled={busy} onClick={load}>
          {records ? t.refresh : t.show}
        </button>
      </div>
      <FormError error={error} />
      {records && (
        <ol class="audit-log">
          {records.map((record) => (
            <li key={record.id}>
              <time dateTime={record.at}>{t.dateTime(record.at)}</time> <span dir="auto">{textOf(record, nameOf)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

// Most actions are notices in the channel too.
function textOf({ action, by, user, value }: AuditRecord, nameOf: (user: User) => string): string {
  return isNoticeType(action)
    ? t.notice(action, nameOf(by), user && nameOf(user), value ?? '')
    : t.auditRecord(action, nameOf(by), user && nameOf(user), value);
}
