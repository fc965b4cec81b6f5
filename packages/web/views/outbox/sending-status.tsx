// The state of a message or a change that is not in the log yet, and what the user can do about it.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { everySecond } from '../../platform/browser.ts';
import type { Outgoing } from '../../state/messages/timeline.ts';
import { canTakeOut } from '../../state/outbox/outbox-items.ts';
import { Icon } from '../icons.tsx';

export type SendingStatusProps = {
  outgoing: Outgoing;
  handlers: { retry(id: string): void; takeOut(id: string): void; discard(id: string): void };
};

/** The line under a message that waits, or failed with the reason. */
export function SendingStatus({ outgoing, handlers }: SendingStatusProps) {
  const { id, state, problem, retryAt, heldUntil } = outgoing;
  if (state === 'sending' || heldUntil) return null;
  const failed = state === 'failed';
  return (
    <div class={failed ? 'sending-status failed' : 'sending-status'}>
      {failed && <Icon name="warning" />}
      <span role={failed ? 'alert' : undefined}>
        {failed ? t.couldNotSend : outgoing.uploading ? '' : t.waitingToSend}{' '}
        {failed || retryAt === undefined ? problem : <Countdown problem={problem} until={retryAt} />}
      </span>
      {(failed || canHurry(outgoing)) && <LinkButton label={t.retry} onClick={() => handlers.retry(id)} />}
      {canTakeOut(outgoing) && <LinkButton label={t.edit} onClick={() => handlers.takeOut(id)} />}
      <LinkButton label={t.discard} onClick={() => handlers.discard(id)} />
    </div>
  );
}

// When the server has said when it accepts the message, an earlier attempt cannot succeed.
function canHurry({ problem, tried, retryAt }: Outgoing): boolean {
  return problem !== undefined && (tried === true || retryAt === undefined);
}

// Only the first sentence of the error: the others ask the user to try again, which happens automatically.
function Countdown({ problem = '', until }: { problem: string | undefined; until: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => everySecond(setNow), []);
  const [reason = ''] = /^.*?[.!?](?= |$)/.exec(problem) ?? [];
  return `${reason} ${until > now ? t.sendingAgainIn(Math.ceil((until - now) / 1000)) : ''}`;
}

function LinkButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" class="link-button" tabIndex={-1} onClick={onClick}>
      {label}
    </button>
  );
}
