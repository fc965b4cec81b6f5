// What the user is notified of in one channel.
import { type Channel, NOTIFICATION_LEVELS, type NotificationLevel, notificationLevel } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { settingsOf } from '../../state/notifications/page-notifications.ts';
import { FormError, useAction } from '../dialog.tsx';
import { ChoiceSetting } from '../settings/settings-section.tsx';

/** A choice of the levels, for users with an account. */
export function NotificationLevelSetting({ chat: { preferences }, channel }: { chat: Chat; channel: Channel }) {
  const { error, run } = useAction();
  const choose = (level: NotificationLevel) =>
    run(() => preferences.changeNotifications({ level: { channel: channel.name, level } }));
  return (
    <section aria-label={t.notifications}>
      <ChoiceSetting
        legend={t.notifications}
        values={NOTIFICATION_LEVELS}
        labels={t.notificationLevels}
        value={notificationLevel(settingsOf(preferences.current.value), channel)}
        choose={choose}
      />
      <FormError error={error} />
    </section>
  );
}
