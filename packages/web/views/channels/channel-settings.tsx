// What a channel is called and how it is used, for those who may change it.
import { type Channel, type ChannelChange, isPermitted, TITLE_MAX, TOPIC_MAX } from '@parley/chat';
import { useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import { ProblemLine, useAttempt } from '../dialog.tsx';

type SettingsProps = { chat: Chat; channel: Channel };

/** Each thing is changed by itself. */
export function Settings({ chat: { membership }, channel }: SettingsProps) {
  const { busy, problem, attempt } = useAttempt();
  const change = (to: ChannelChange) => attempt(() => membership.ruling.change(channel.name, to));
  return (
    <section aria-label={t.settings}>
      <h3>{t.settings}</h3>
      {isPermitted(channel, 'rename') && (
        <Line
          key={channel.title}
          label={t.channelName}
          value={channel.title}
          most={TITLE_MAX}
          busy={busy}
          save={(title) => change({ title })}
        />
      )}
      {isPermitted(channel, 'set-topic') && (
        <Line
          key={channel.topic}
          label={t.topic}
          value={channel.topic}
          most={TOPIC_MAX}
          busy={busy}
          save={(topic) => change({ topic })}
        />
      )}
      {isPermitted(channel, 'set-slow-mode') && (
        <SlowMode
          key={channel.slowModeSeconds}
          value={channel.slowModeSeconds}
          busy={busy}
          save={(slowModeSeconds) => change({ slowModeSeconds })}
        />
      )}
      <ProblemLine problem={problem} />
      {isPermitted(channel, 'archive') && (
        <div class="actions">
          <button type="button" class="button" disabled={busy} onClick={() => change({ archived: !channel.archived })}>
            {channel.archived ? t.unarchiveChannel : t.archiveChannel}
          </button>
        </div>
      )}
    </section>
  );
}

type LineProps = { label: string; value: string; most: number; busy: boolean; save: (value: string) => void };

function Line({ label, value, most, busy, save }: LineProps) {
  const [text, setText] = useState(value);
  const submit = (event: Event) => {
    event.preventDefault();
    save(text.trim());
  };
  return (
    <form class="setting" onSubmit={submit}>
      <label>
        {label}
        <input value={text} maxLength={most} dir="auto" onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <button type="submit" class="button" disabled={busy || text.trim() === value}>
        {t.save}
      </button>
    </form>
  );
}

/** The waits that can be chosen, in seconds; one that was set by other means is there too. */
const WAITS = [10, 30, 60, 300, 900, 3_600] as const;

type SlowModeProps = { value: number; busy: boolean; save: (seconds: number) => void };

// How long each person waits between two messages.
function SlowMode({ value, busy, save }: SlowModeProps) {
  const [seconds, setSeconds] = useState(value);
  const waits = [...new Set([0, ...WAITS, value])].sort((one, other) => one - other);
  const submit = (event: Event) => {
    event.preventDefault();
    save(seconds);
  };
  return (
    <form class="setting" onSubmit={submit}>
      <label>
        {t.slowMode}
        <select value={seconds} onChange={(event) => setSeconds(Number(event.currentTarget.value))}>
          {waits.map((wait) => (
            <option key={wait} value={wait}>
              {wait === 0 ? t.slowModeOff : t.slowModeEvery(wait)}
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
