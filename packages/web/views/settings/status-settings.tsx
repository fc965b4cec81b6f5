// Settings: the user's status, and whether others see that the user is online.
import { currentStatus } from '@parley/chat';
import { useContext, useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import type { Presences } from '../../state/users/presence.ts';
import type { Profiles } from '../../state/users/profiles.ts';
import { FormError, useAction } from '../dialog.tsx';
import { draftOf, type StatusDraft, StatusField, statusChange } from '../users/status-field.tsx';
import { ProfilesContext } from '../users/user-view.tsx';
import { CheckboxSetting, SettingsSection } from './settings-section.tsx';

/** The section about the status. */
export function StatusSettings({ chat }: { chat: Chat }) {
  const profiles = useContext(ProfilesContext);
  const presence = chat.presence.value;
  const isLoaded = profiles?.of(chat.user.userId).value !== undefined;
  return (
    <SettingsSection title={t.status}>
      {profiles && isLoaded && <StatusForm profiles={profiles} />}
      {presence && <PresenceSwitch presence={presence} />}
    </SettingsSection>
  );
}

function StatusForm({ profiles }: { profiles: Profiles }) {
  const stored = () => currentStatus(profiles.of(profiles.self).peek()?.status, Date.now());
  const [draft, setDraft] = useState(() => draftOf(stored()));
  const [saved, setSaved] = useState(false);
  const { busy, error, run } = useAction();
  const edit = (next: StatusDraft) => {
    setSaved(false);
    setDraft(next);
  };
  const save = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      const change = statusChange(draft, stored());
      if (Object.keys(change).length > 0) await profiles.change(change);
      setDraft(draftOf(stored()));
      setSaved(true);
    });
  };
  return (
    <form onSubmit={save} noValidate>
      <StatusField status={draft} keptUntil={stored()?.until} change={edit} />
      <p class="secondary">{t.statusHelp}</p>
      <FormError error={error} />
      <div class="actions">
        <button type="submit" class="button" disabled={busy}>
          {busy ? t.saving : t.save}
        </button>
        <span role="status" class="secondary">
          {saved && t.statusSaved}
        </span>
      </div>
    </form>
  );
}

function PresenceSwitch({ presence }: { presence: Presences }) {
  const { busy, error, run } = useAction();
  const [loaded, setLoaded] = useState(false);
  useEffect(() => {
    void run(async () => {
      await presence.load();
      setLoaded(true);
    });
  }, []);
  return (
    <>
      <CheckboxSetting
        label={t.showPresence}
        checked={loaded && !presence.hidden.value}
        disabled={!loaded || busy}
        choose={(shown) => run(() => presence.show(shown))}
      />
      <p class="secondary">{t.showPresenceHelp}</p>
      <FormError error={error} />
    </>
  );
}
