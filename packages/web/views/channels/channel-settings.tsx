// The settings of a channel, for members who may change them: name, topic, slow mode, retention, archive.
import { type Action, type Channel, type ChannelChange, TITLE_MAX, TOPIC_MAX } from '@parley/chat';
import { useState } from 'preact/hooks';
import { moderationApi } from '../../api/moderation-api.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { FormError, useAction } from '../dialog.tsx';
import { RetentionSetting } from './retention-setting.tsx';

type ChannelSettingsProps = { chat: Chat; channel: Channel; can: (action: Action) => boolean };

/** Each setting is saved on its own. */
export function ChannelSettings({ chat, channel, can }: ChannelSettingsProps) {
  const { busy, error, run } = useAction();
  const [saved, setSaved] = useState(false);
  const change = (to: ChannelChange) =>
    run(async () => {
      setSaved(false);
      await moderationApi(chat).changeChannel(channel.name, to);
      setSaved(true);
    });
  return (
    <section aria-label={t.settings}>
      <h3>{t.settings}</h3>
      {can('rename') && (
        <TextSetting
          key={channel.title}
          label={t.channelName}
          value={channel.title}
          maxLength={TITLE_MAX}
          busy={busy}
          save={(title) => change({ title })}
        />
      )}
      {can('set-topic') && (
        <TextSetting
          key={channel.topic}
          label={t.topic}
          value={channel.topic}
          maxLength={TOPIC_MAX}
          busy={busy}
          save={(topic) => change({ topic })}
        />
      )}
      {can('set-slow-mode') && (
        <SlowModeSetting
          key={channel.slowModeSeconds}
          value={channel.slowModeSeconds}
          busy={busy}
          save={(slowModeSeconds) => change({ slowModeSeconds })}
        />
      )}
      {can('set-retention') && (
        <RetentionSetting
          key={channel.retentionDays}
          value={channel.retentionDays ?? 0}
          busy={busy}
          save={(retentionDays) => change({ retentionDays })}
        />
      )}
      <FormError error={error} />
      <p class="secondary" role="status">
        {saved && t.saved}
      </p>
      {can('archive') && (
        <div class="actions">
          <button type="button" class="button" disabled={busy} onClick={() => change({ archived: !channel.archived })}>
            {channel.archived ? t.unarchiveChannel : t.archiveChannel}
          </button>
        </div>
      )}
    </section>
  );
}

type TextSettingProps = {
  label: string;
  value: string;
  maxLength: number;
  busy: boolean;
  save: (value: string) => void;
};

function TextSetting({ label, value, maxLength, busy, save }: TextSettingProps) {
  const [text, setText] = useState(value);
  const submit = (event: Event) => {
    event.preventDefault();
    save(text.trim());
  };
  return (
    <form class="setting" onSubmit={submit}>
      <label>
        {label}
        <input value={text} maxLength={maxLength} dir="auto" onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <button type="submit" class="button" disabled={busy || text.trim() === value}>
        {t.save}
      </button>
    </form>
  );
}

/** The intervals that can be chosen, in seconds; an interval that was set through the API is added. */
const INTERVALS = [10, 30, 60, 300, 900, 3_600] as const;

type SlowModeSettingProps = { value: number; busy: boolean; save: (seconds: number) => void };

// How long each member has to wait between two messages.
function SlowModeSetting({ value, busy, save }: SlowModeSettingProps) {
  const [seconds, setSeconds] = useState(value);
  const intervals = [...new Set([0, ...INTERVALS, value])].sort((one, other) => one - other);
  const submit = (event: Event) => {
    event.preventDefault();
    save(seconds);
  };
  return (
    <form class="setting" onSubmit={submit}>
      <label>
        {t.slowMode}
        <select value={seconds} onChange={(event) => setSeconds(Number(event.currentTarget.value))}>
          {intervals.map((interval) => (
            <option key={interval} value={interval}>
              {interval === 0 ? t.slowModeOff : t.slowModeEvery(interval)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="button" disabled={busy || seconds === value}>
        {t.save}
      </button>
    </form>
  );
}
