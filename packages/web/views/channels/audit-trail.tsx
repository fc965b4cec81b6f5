// The audit trail, for those who may see it: who did what to whom.
import type { AuditRecord, Channel } from '@parley/chat';
import { useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import { ProblemLine, useAttempt } from '../dialog.tsx';

/** Read when somebody asks for it. */
export function Audit({ chat: { membership }, channel: { name } }: { chat: Chat; channel: Channel }) {
  const [lines, setLines] = useState<readonly AuditRecord[]>();
  const { busy, problem, attempt } = useAttempt();
  const read = () => attempt(async () => setLines(await membership.ruling.audit(name)));
  return (
    <section aria-label={t.auditLog}>
      <h3>{t.auditLog}</h3>
      <div class="actions">
        <button type="button" class="button" disabled={busy} onClick={read}>
          {lines ? t.refresh : t.show}
        </button>
      </div>
      <ProblemLine problem={problem} />
      {lines && (
        <ol class="audit">
          {lines.map(({ id, at, by, action, user, value }) => (
            <li key={id}>
              <time dateTime={at}>{t.dateTime(at)}</time>{' '}
              <span dir="auto">{t.auditRecord(action, by.username, user?.username, value)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
