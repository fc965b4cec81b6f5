// The invitation that the page was opened with, on the sign-in screen: who invites to what.
import type { InvitationDescription } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { FormError, useAction } from '../dialog.tsx';

type InvitationCardProps = { code: string; describe: (code: string) => Promise<InvitationDescription> };

/** Shows the invitation. A reader whose code opens nothing can still sign in. */
export function InvitationCard({ code, describe }: InvitationCardProps) {
  const [description, setDescription] = useState<InvitationDescription>();
  const { error, run } = useAction();
  useEffect(() => void run(async () => setDescription(await describe(code))), [code]);
  return (
    <section class="invitation-card" aria-live="polite">
      {description && (
        <>
          <p>{t.invitedBy(<strong dir="auto">{description.by}</strong>)}</p>
          <h2 dir="auto">{description.title}</h2>
          {description.members > 0 && <p class="secondary">{t.memberCount(description.members)}</p>}
          <p>{t.signInToJoin}</p>
        </>
      )}
      {!description && error === undefined && <p class="secondary">{t.loadingInvitation}</p>}
      <FormError error={error} />
    </section>
  );
}
