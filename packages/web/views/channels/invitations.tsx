// The open invitations of a channel: making a link, copying it, taking it back.
import type { Channel, Invitation } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import { ProblemLine, useAttempt } from '../dialog.tsx';
import { linkOf } from './invitation-preview.tsx';

/** The lifetimes of an invitation that can be chosen, in hours. */
const HOURS = [1, 24, 168, 720] as const;

/** For whoever may invite. */
export function Invites({ chat: { membership }, channel: { name } }: { chat: Chat; channel: Channel }) {
  const [invites, setInvites] = useState<readonly Invitation[]>([]);
  const [hours, setHours] = useState(24);
  const [copied, setCopied] = useState('');
  const { busy, problem, attempt } = useAttempt();
  const read = async () => setInvites(await membership.ruling.invites(name));
  useEffect(() => void attempt(read), [name]);
  const make = () => attempt(async () => setInvites([...invites, await membership.ruling.invite(name, hours)]));
  const copy = (code: string) =>
    attempt(async () => {
      await navigator.clipboard.writeText(linkOf(code));
      setCopied(code);
    });
  const revoke = (code: string) =>
    attempt(async () => {
      await membership.ruling.revoke(name, code);
      await read();
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
        <button type="button" class="button" disabled={busy} onClick={make}>
          {t.createLink}
        </button>
      </div>
      <ProblemLine problem={problem} />
      <ul class="people-list">
        {invites.map(({ code, expiresAt }) => (
          <li key={code}>
            <p>
              <input class="link-field" readOnly value={linkOf(code)} aria-label={t.invitationLink} />
              <span class="quiet">{t.expiresAt(expiresAt)}</span>
            </p>
            <button type="button" class="button" onClick={() => copy(code)}>
              {copied === code ? t.copied : t.copy}
            </button>
            <button type="button" class="button" disabled={busy} onClick={() => revoke(code)}>
              {t.revoke}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
