// The invitation links of a channel: create, copy and revoke.
import { type Channel, type Invitation, isPermitted } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import { moderationApi } from '../../api/moderation-api.ts';
import { t } from '../../i18n/all-texts.ts';
import { invitationUrl } from '../../platform/address.ts';
import type { Chat } from '../../state/chat.ts';
import { FormError, useAction } from '../dialog.tsx';
import { useDisplayName } from '../users/user-view.tsx';

/** The lifetimes of an invitation that can be chosen, in hours. */
const HOURS = [1, 24, 168, 720] as const;

/** For members who may invite. */
export function InvitationLinks({ chat, channel }: { chat: Chat; channel: Channel }) {
  const { user } = chat;
  const moderation = moderationApi(chat);
  const { name } = channel;
  const nameOf = useDisplayName();
  const [invitations, setInvitations] = useState<readonly Invitation[]>([]);
  const [hours, setHours] = useState(24);
  const [copied, setCopied] = useState('');
  const { busy, error, run } = useAction();
  const load = async () => setInvitations(await moderation.listInvitations(name));
  // A removal revokes all invitations.
  useEffect(() => void run(load), [name, channel.epoch]);
  const create = () =>
    run(async () => setInvitations([...invitations, await moderation.createInvitation(name, hours)]));
  const copy = (code: string) =>
    run(async () => {
      await navigator.clipboard.writeText(invitationUrl(code));
      setCopied(code);
    });
  const revoke = (code: string) =>
    run(async () => {
      await moderation.revokeInvitation(name, code);
      await load();
    });
  return (
    <section aria-label={t.invitationLinks}>
      <h3>{t.invitationLinks}</h3>
      <div class="actions">
        <label>
          {t.expiresAfter}{' '}
          <select value={hours} onChange={(event) => setHours(Number(event.currentTarget.value))}>
            {HOURS.map((value) => (
              <option key={value} value={value}>
                {t.invitationLifetime(value)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="button" disabled={busy} onClick={create}>
          {t.createLink}
        </button>
      </div>
      {isPermitted(channel, 'remove') && <p class="secondary">{t.invitationsAfterRemoval}</p>}
      <FormError error={error} />
      <ul class="user-list">
        {invitations.map(({ code, expiresAt, by }) => (
          <li key={code}>
            <p>
              <input class="link-field" readOnly value={invitationUrl(code)} aria-label={t.invitationLink} />
              <span class="secondary" dir="auto">
                {t.expiresAt(expiresAt)}
                {by.userId !== user.userId && t.invitationBy(nameOf(by))}
              </span>
            </p>
            <span class="member-actions">
              <button type="button" class="button" onClick={() => copy(code)}>
                {copied === code ? t.copied : t.copy}
              </button>
              <button type="button" class="button" disabled={busy} onClick={() => revoke(code)}>
                {t.revoke}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
