// The invitation that the page was opened with: which channel it is for, before the user joins it.
import type { InvitationPreview } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { goTo } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { FormError, useAction } from '../dialog.tsx';

/** Shows the channel of an invitation, and joins it if the user accepts. */
export function InvitationView({ chat: { membership }, code }: { chat: Chat; code: string }) {
  const [preview, setPreview] = useState<InvitationPreview>();
  const { busy, error, run } = useAction();
  useEffect(() => void run(async () => setPreview(await membership.previewInvitation(code))), [code]);
  const accept = () => run(async () => goTo(await membership.acceptInvitation(code)));
  return (
    <div class="empty-state">
      {preview && (
        <>
          <p>{t.invitedBy(<span dir="auto">{preview.by}</span>)}</p>
          <h2 dir="auto">{preview.title}</h2>
          <p class="secondary" dir="auto">
            {t.memberCount(preview.members)}
            {preview.topic && ` – ${preview.topic}`}
          </p>
        </>
      )}
      {!preview && error === undefined && <p class="secondary">{t.loadingInvitation}</p>}
      <FormError error={error} />
      <div class="actions">
        {preview && (
          <button type="button" class="button primary" disabled={busy} onClick={accept}>
            {t.join}
          </button>
        )}
        <button type="button" class="button" onClick={() => goTo('')}>
          {t.notNow}
        </button>
      </div>
    </div>
  );
}
