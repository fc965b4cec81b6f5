// The fields of a user's status: an emoji, a text, and when it ends.
import { type ProfileChange, parseStatus, STATUS_MAX, type Status } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';

/** What is in the fields. `ends` is a choice, or the time of the status that is edited. */
export type StatusDraft = { emoji: string; text: string; ends: StatusEnd };

/** When a status ends: in some minutes, never, or at the time that it had. */
export type StatusEnd = 'never' | 'kept' | '30' | '60' | '240' | '1440';

const ENDS: readonly StatusEnd[] = ['never', '30', '60', '240', '1440'];

type StatusFieldProps = { status: StatusDraft; keptUntil: string | undefined; change: (status: StatusDraft) => void };

/** Edits a status; an empty one is none. */
export function StatusField({ status, keptUntil, change }: StatusFieldProps) {
  const isEmpty = status.text === '' && status.emoji === '';
  return (
    <fieldset class="status-field">
      <legend>{t.status}</legend>
      <label>
        <span class="visually-hidden">{t.statusEmoji}</span>
        <input
          class="emoji-field"
          value={status.emoji}
          onInput={(event) => change({ ...status, emoji: event.currentTarget.value.trim() })}
          autocomplete="off"
          maxLength={32}
          placeholder="💬"
        />
      </label>
      <label>
        <span class="visually-hidden">{t.statusText}</span>
        <input
          value={status.text}
          onInput={(event) => change({ ...status, text: event.currentTarget.value })}
          autocomplete="off"
          maxLength={STATUS_MAX}
          placeholder={t.statusPlaceholder}
          dir="auto"
        />
      </label>
      <label>
        {t.statusEnds}
        <select
          value={status.ends}
          onChange={(event) => change({ ...status, ends: event.currentTarget.value as StatusEnd })}
        >
          {keptUntil !== undefined && <option value="kept">{t.statusUntil(keptUntil)}</option>}
          {ENDS.map((ends) => (
            <option key={ends} value={ends}>
              {ends === 'never' ? t.statusNeverEnds : t.statusEndsIn(Number(ends))}
            </option>
          ))}
        </select>
      </label>
      {!isEmpty && (
        <button type="button" class="link-button" onClick={() => change({ emoji: '', text: '', ends: 'never' })}>
          {t.clearStatus}
        </button>
      )}
    </fieldset>
  );
}

/** What the fields contain for a status. */
export function draftOf(status: Status | undefined): StatusDraft {
  const { emoji = '', text = '', until } = status ?? {};
  return { emoji, text, ends: until === undefined ? 'never' : 'kept' };
}

/** The change of the profile; none if the status is the same. An emoji alone is its own text. */
export function statusChange({ emoji, text, ends }: StatusDraft, old: Status | undefined): ProfileChange {
  if (text.trim() === '' && emoji === '') return old ? { status: null } : {};
  const until = endOf(ends, old?.until, Date.now());
  const status = { text: text.trim() || emoji, ...(emoji !== '' && { emoji }), ...(until !== undefined && { until }) };
  return JSON.stringify(status) === JSON.stringify(old) ? {} : { status: parseStatus(status) };
}

// The time at which a status ends; undefined for one without an end.
function endOf(ends: StatusEnd, keptUntil: string | undefined, now: number): string | undefined {
  if (ends === 'never') return undefined;
  return ends === 'kept' ? keptUntil : new Date(now + Number(ends) * 60_000).toISOString();
}
