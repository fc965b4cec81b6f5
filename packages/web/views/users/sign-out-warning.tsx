// The question before a sign-out by which something would be lost.
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';

export type SignOutWarningProps = { chat: Chat; cancel: () => void; signOut: () => void };

/** Says what a sign-out would lose. The button that keeps it has the focus. */
export function SignOutWarning({ chat, cancel, signOut }: SignOutWarningProps) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div class="account-notice" role="alertdialog" aria-label={t.signOutQuestion} aria-describedby="sign-out-warning">
      <p id="sign-out-warning">{[unsentWarning(chat), chat.user.guest ? t.guestLost : ''].filter(Boolean).join(' ')}</p>
      <div class="actions">
        <button type="button" class="button" ref={first} onClick={cancel}>
          {t.cancel}
        </button>
        <button type="button" class="button" onClick={signOut}>
          {t.signOut}
        </button>
      </div>
    </div>
  );
}

function unsentWarning({ channels, outbox }: Chat): string {
  const unsent = outbox.items.value;
  if (unsent.length === 0) return '';
  if (!outbox.persistent.value) return t.unsentLost(unsent.length);
  const waiting = unsent.filter(({ channel, state }) => state !== 'failed' && channels.of(channel)).length;
  return [
    waiting > 0 ? t.unsentKept(waiting) : '',
    waiting < unsent.length ? t.notSendable(unsent.length - waiting) : '',
  ]
    .filter(Boolean)
    .join(' ');
}
