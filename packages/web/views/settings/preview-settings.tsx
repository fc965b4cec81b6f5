// Settings: whether messages show what is behind their links, where the operator has switched that on.
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { settingsOf } from '../../state/notifications/page-notifications.ts';
import { FormError, useAction } from '../dialog.tsx';
import { lateViews } from '../late-views.ts';
import { CheckboxSetting, SettingsSection } from './settings-section.tsx';

/** The section about link previews, the same on all devices of the user. */
export function PreviewSettings({ chat: { preferences, user } }: { chat: Chat }) {
  const { busy, error, run } = useAction();
  // The settings of guests are not stored.
  if (!lateViews.value?.MessagePreviews || user.guest) return null;
  const { linkPreviews = true } = settingsOf(preferences.current.value);
  return (
    <SettingsSection title={t.linkPreviews}>
      <CheckboxSetting
        label={t.showLinkPreviews}
        checked={linkPreviews}
        disabled={busy}
        choose={(on) => run(() => preferences.changeNotifications({ linkPreviews: on }))}
      />
      <p class="secondary">{t.linkPreviewsHelp}</p>
      <FormError error={error} />
    </SettingsSection>
  );
}
