// Settings: notifications on this browser, and what the user has chosen for all of them.
import type { NotificationChange, QuietHours } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import { pushApi } from '../../api/push-api.ts';
import { t } from '../../i18n/all-texts.ts';
import {
  permission,
  refreshPermission,
  requestPermission,
} from '../../platform/notifications/desktop-notifications.ts';
import { isRegistered, register, unregister } from '../../platform/notifications/push-registration.ts';
import type { Chat } from '../../state/chat.ts';
import { settingsOf } from '../../state/notifications/page-notifications.ts';
import { FormError, useAction } from '../dialog.tsx';
import { CheckboxSetting, SettingsSection } from './settings-section.tsx';

/** The section about notifications. */
export function NotificationSettings({ chat }: { chat: Chat }) {
  return (
    <SettingsSection title={t.notifications}>
      <BrowserNotifications chat={chat} />
      {chat.user.guest ? <p class="secondary">{t.notificationsOfGuests}</p> : <SharedSettings chat={chat} />}
    </SettingsSection>
  );
}

// What this browser may show, and whether it receives pushes. The permission is asked for only after a click.
function BrowserNotifications({ chat }: { chat: Chat }) {
  const { user } = chat;
  const api = pushApi(chat);
  const { busy, error, run } = useAction();
  const [pushes, setPushes] = useState(() => isRegistered(user.userId));
  const [pushFailed, setPushFailed] = useState(false);
  useEffect(refreshPermission, []);
  const registerBrowser = async () => {
    if (permission.peek() !== 'granted' || user.guest) return;
    const done = await register(user.userId, api).then(
      () => true,
      () => false,
    );
    setPushes(done);
    setPushFailed(!done);
  };
  const turnOn = () =>
    run(async () => {
      await requestPermission();
      await registerBrowser();
    });
  const turnOff = () =>
    run(async () => {
      await unregister(api);
      setPushes(false);
    });
  const state = permission.value;
  return (
    <>
      <p role="status" class="secondary">
        {t.permissionStates[state]}
        {state === 'granted' && ` ${pushes ? t.pushesOn : t.pushesOff}`}
        {pushFailed && ` ${t.pushesUnavailable}`}
      </p>
      <FormError error={error} />
      <div class="actions">
        {state === 'default' && (
          <button type="button" class="button primary" disabled={busy} onClick={turnOn}>
            {t.turnOnNotifications}
          </button>
        )}
        {state === 'granted' && !user.guest && (
          <button type="button" class="button" disabled={busy} onClick={pushes ? turnOff : () => run(registerBrowser)}>
            {pushes ? t.turnOffPushes : t.turnOnPushes}
          </button>
        )}
      </div>
    </>
  );
}

// The same on all devices of the user.
function SharedSettings({ chat: { preferences } }: { chat: Chat }) {
  const { busy, error, run } = useAction();
  const { showText, sound, threads, pausedUntil, quietHours } = settingsOf(preferences.current.value);
  const change = (to: NotificationChange) => run(() => preferences.changeNotifications(to));
  const now = Date.now();
  const isPaused = pausedUntil !== undefined && Date.parse(pausedUntil) > now;
  return (
    <>
      <CheckboxSetting label={t.playSound} checked={sound} disabled={busy} choose={(on) => change({ sound: on })} />
      <CheckboxSetting
        label={t.showMessageText}
        checked={showText}
        disabled={busy}
        choose={(on) => change({ showText: on })}
      />
      <CheckboxSetting
        label={t.notifyOfReplies}
        checked={threads !== false}
        disabled={busy}
        choose={(on) => change({ threads: on })}
      />
      <fieldset class="choice-setting">
        <legend>{t.doNotDisturb}</legend>
        <p class="secondary" role="status">
          {isPaused ? t.pausedUntil(pausedUntil) : t.notPaused}
        </p>
        <div class="actions">
          {isPaused ? (
            <button type="button" class="button" disabled={busy} onClick={() => change({ pausedUntil: null })}>
              {t.resumeNotifications}
            </button>
          ) : (
            <>
              <button
                type="button"
                class="button"
                disabled={busy}
                onClick={() => change({ pausedUntil: new Date(now + 3_600_000).toISOString() })}
              >
                {t.pauseForHour}
              </button>
              <button
                type="button"
                class="button"
                disabled={busy}
                onClick={() => change({ pausedUntil: tomorrowMorning() })}
              >
                {t.pauseUntilTomorrow}
              </button>
            </>
          )}
        </div>
      </fieldset>
      <QuietHoursSetting quietHours={quietHours} busy={busy} choose={(hours) => change({ quietHours: hours })} />
      <FormError error={error} />
    </>
  );
}

type QuietHoursProps = {
  quietHours: QuietHours | undefined;
  busy: boolean;
  choose: (quietHours: QuietHours | null) => void;
};

function QuietHoursSetting({ quietHours, busy, choose }: QuietHoursProps) {
  const { from, to } = quietHours ?? { from: '22:00', to: '07:00' };
  const choices = (times: { from?: string; to?: string }) => {
    const next = { from, to, ...times, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
    if (next.from !== '' && next.to !== '' && next.from !== next.to) choose(next);
  };
  return (
    <fieldset class="choice-setting">
      <legend>{t.quietHours}</legend>
      <CheckboxSetting
        label={t.quietHoursEachDay}
        checked={quietHours !== undefined}
        disabled={busy}
        choose={(on) => (on ? choices({}) : choose(null))}
      />
      {quietHours && (
        <div class="time-fields">
          <label>
            {t.quietFrom}
            <input type="time" value={from} onChange={(event) => choices({ from: event.currentTarget.value })} />
          </label>
          <label>
            {t.quietTo}
            <input type="time" value={to} onChange={(event) => choices({ to: event.currentTarget.value })} />
          </label>
        </div>
      )}
    </fieldset>
  );
}

/** Eight in the morning of the next day, in the time of this device. */
function tomorrowMorning(): string {
  const time = new Date();
  time.setDate(time.getDate() + 1);
  time.setHours(8, 0, 0, 0);
  return time.toISOString();
}
