// Settings: the sign-out of all devices, after a confirmation.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { FormError, useAction } from '../dialog.tsx';
import { SettingsSection } from './settings-section.tsx';

/** The devices of the user. A guest has one only. */
export function DevicesSettings({ chat, signOut }: { chat: Chat; signOut: () => void }) {
  const { busy, error, run } = useAction();
  const [confirming, setConfirming] = useState(false);
  const ask = useRef<HTMLButtonElement>(null);
  if (chat.user.guest) return null;
  const cancel = () => {
    setConfirming(false);
    ask.current?.focus();
  };
  const confirm = () =>
    run(async () => {
      await chat.request('signOutEverywhere', {});
      signOut();
    });
  return (
    <SettingsSection title={t.devices}>
      <p class="secondary">{t.signOutEverywhereHelp}</p>
      <FormError error={error} />
      <p>
        <button type="button" class="button" ref={ask} aria-expanded={confirming} onClick={() => setConfirming(true)}>
          {t.askSignOutEverywhere}
        </button>
      </p>
      {confirming && <Confirmation busy={busy} cancel={cancel} confirm={confirm} />}
    </SettingsSection>
  );
}

type ConfirmationProps = { busy: boolean; cancel: () => void; confirm: () => void };

function Confirmation({ busy, cancel, confirm }: ConfirmationProps) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div role="alertdialog" aria-label={t.signOutEverywhere} aria-describedby="sign-out-everywhere">
      <p id="sign-out-everywhere">{t.signOutEverywhereQuestion}</p>
      <div class="actions">
        <button type="button" class="button" ref={first} onClick={cancel}>
          {t.cancel}
        </button>
        <button type="button" class="button" disabled={busy} onClick={confirm}>
          {t.signOutEverywhere}
        </button>
      </div>
    </div>
  );
}
