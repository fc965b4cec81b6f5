// How long a channel keeps its messages: chosen by its owners, who confirm what removes messages.
import { useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';

/** The times that can be chosen, in days; one that was set through the API is added. */
const DAYS = [1, 7, 30, 90, 180, 365, 730, 1_825] as const;

type RetentionSettingProps = { value: number; busy: boolean; save: (days: number) => void };

/** A shorter time than before is saved by a second click on the same button, so that the focus stays on it. */
export function RetentionSetting({ value, busy, save }: RetentionSettingProps) {
  const [days, setDays] = useState(value);
  const [confirming, setConfirming] = useState(false);
  const choices = [...new Set([...DAYS, value])].filter((one) => one > 0).sort((one, other) => one - other);
  const isShorter = days > 0 && (value === 0 || days < value);
  const choose = (chosen: number) => {
    setDays(chosen);
    setConfirming(false);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (isShorter && !confirming) setConfirming(true);
    else save(days);
  };
  return (
    <form class="setting" onSubmit={submit}>
      <label>
        {t.keepMessages}
        <select value={days} onChange={(event) => choose(Number(event.currentTarget.value))}>
          <option value={0}>{t.keptForever}</option>
          {choices.map((one) => (
            <option key={one} value={one}>
              {t.keptDays(one)}
            </option>
          ))}
        </select>
      </label>
      {confirming && (
        <p class="setting-warning" role="status">
          {t.removesOlder(days)}
        </p>
      )}
      <button type="submit" class={confirming ? 'button destructive' : 'button'} disabled={busy || days === value}>
        {confirming ? t.removeOlder : t.save}
      </button>
      {confirming && (
        <button type="button" class="button quiet" onClick={() => choose(value)}>
          {t.cancel}
        </button>
      )}
    </form>
  );
}
