// The dialog that jumps to the messages of a day.
import { useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { dayOf } from '../../state/messages/days.ts';
import { Dialog } from '../dialog.tsx';
import { openAgain } from '../messages/log-places.ts';

/** Asks for a day, and opens the channel at its first message. */
export function DateDialog({ channel, close }: { channel: string; close: () => void }) {
  const today = dayOf(new Date());
  const [day, setDay] = useState(today);
  const submit = (event: Event) => {
    event.preventDefault();
    close();
    openAgain(`${channel}/${day}`);
  };
  return (
    <Dialog title={t.jumpToDate} close={close}>
      <form onSubmit={submit}>
        <label for="jump-date">{t.date}</label>
        <input
          id="jump-date"
          type="date"
          value={day}
          max={today}
          required
          onInput={(event) => setDay(event.currentTarget.value)}
        />
        <div class="actions">
          <button type="submit" class="button primary">
            {t.jump}
          </button>
          <button type="button" class="button" onClick={close}>
            {t.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
