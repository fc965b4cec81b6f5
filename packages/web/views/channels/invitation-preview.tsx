// Somebody came by an invitation: what it is for, before they come in.
import type { InvitationPreview } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import { goTo } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { ProblemLine, useAttempt } from '../dialog.tsx';

/** The code in an address like `#join=…`, if it is one. */
export function invitationIn(place: string): string | undefined {
  return /^join=(.*)$/.exec(place)?.[1];
}

/** The link that somebody is given. */
export function linkOf(code: string): string {
  return `${location.origin}${location.pathname}#join=${code}`;
}

/** Asks what the invitation is for, and then the person. */
export function InvitationScreen({ chat: { membership }, code }: { chat: Chat; code: string }) {
  const [shown, setShown] = useState<InvitationPreview>();
  const { busy, problem, attempt } = useAttempt();
  useEffect(() => void attempt(async () => setShown(await membership.invitation(code))), [code]);
  const accept = () => attempt(async () => goTo(await membership.accept(code)));
  return (
    <div class="empty">
      {shown && (
        <>
          <p>{t.invitedBy(<span dir="auto">{shown.by}</span>)}</p>
          <h2 dir="auto">{shown.title}</h2>
          <p class="quiet" dir="auto">
            {t.memberCount(shown.members)}
            {shown.topic && ` – ${shown.topic}`}
          </p>
        </>
      )}
      {!shown && problem === undefined && <p class="quiet">{t.loadingInvitation}</p>}
      <ProblemLine problem={problem} />
      <div class="actions">
        {shown && (
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
