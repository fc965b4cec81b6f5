// The open invitations of a channel: making a link, copying it, taking it back.
import type { Channel, Invitation } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import type { Chat } from '../../state/chat.ts';
import { ProblemLine, useAttempt } from '../dialog.tsx';
import { linkOf } from './invitation-preview.tsx';

const HOURS: readonly (readonly [hours: number, words: string])[] = [
  [1, 'an hour'],
  [24, 'a day'],
  [168, 'a week'],
  [720, '30 days'],
];

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
    <section aria-label="Invitations">
      <h3>Invitation by link</h3>
      <div class="actions">
        <label>
          For{' '}
          <select value={hours} onChange={(event) => setHours(Number(event.currentTarget.value))}>
            {HOURS.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="button" disabled={busy} onClick={make}>
          Make a link
        </button>
      </div>
      <ProblemLine problem={problem} />
      <ul class="people-list">
        {invites.map(({ code, expiresAt }) => (
          <li key={code}>
            <p>
              <input class="link-field" readOnly value={linkOf(code)} aria-label="Link of an invitation" />
              <span class="quiet">until {new Date(expiresAt).toLocaleString()}</span>
            </p>
            <button type="button" class="button" onClick={() => copy(code)}>
              {copied === code ? 'Copied' : 'Copy'}
            </button>
            <button type="button" class="button" disabled={busy} onClick={() => revoke(code)}>
              Take back
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
