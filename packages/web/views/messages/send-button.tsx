// The button that sends what is in the message field, the characters that are left, and the countdown of slow mode.
import { MESSAGE_MAX } from '@parley/chat';
import { t } from '../../i18n/index.ts';
import { Icon } from '../icons.tsx';

/** From this length on, the number of remaining characters is shown. */
const COUNT_FROM = MESSAGE_MAX - 500;

type SendButtonProps = { text: string; hasFiles: boolean; editing: boolean; secondsLeft: number };

/** In slow mode it shows the seconds that are left; what is sent meanwhile waits in the outbox. */
export function SendButton({ text, hasFiles, editing, secondsLeft }: SendButtonProps) {
  const remaining = MESSAGE_MAX - text.length;
  return (
    <>
      {text.length >= COUNT_FROM && <Counter remaining={remaining} />}
      <button
        type="submit"
        class="icon-button send"
        disabled={(text.trim() === '' && !hasFiles) || remaining < 0}
        aria-label={secondsLeft > 0 ? t.sendsIn(secondsLeft) : editing ? t.save : t.send}
        title={secondsLeft > 0 ? t.sendsIn(secondsLeft) : undefined}
      >
        {secondsLeft > 0 ? (
          <span class="countdown-seconds">{t.number(secondsLeft)}</span>
        ) : (
          <Icon name={editing ? 'check' : 'send'} />
        )}
      </button>
    </>
  );
}

function Counter({ remaining }: { remaining: number }) {
  return (
    <span class={`counter ${remaining < 0 ? 'exceeded' : ''}`}>
      <span aria-hidden="true">{t.number(remaining)}</span>
      <span class="visually-hidden">{t.charactersLeft(remaining)}</span>
    </span>
  );
}
