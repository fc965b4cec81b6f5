// How the sending of something typed here goes, and what can be done about it.
import { useEffect, useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import { everySecond } from '../../platform/browser.ts';
import type { Outgoing } from '../../state/messages/timeline.ts';
import { canTakeOut } from '../../state/outbox/outbox.ts';
import { Icon } from '../icons.tsx';

export type SendingProps = {
  outgoing: Outgoing;
  doing: { retry(id: string): void; takeOut(id: string): void; discard(id: string): void };
};

/** The line under something that is not in the log yet. */
export function Sending({ outgoing, doing }: SendingProps) {
  const { id, state, problem, retryAt } = outgoing;
  if (state === 'sending') return <p class="sending">{t.sending}</p>;
  const failed = state === 'failed';
  return (
    <div class={failed ? 'sending failed' : 'sending'}>
      {failed && <Icon name="warning" />}
      <span role={failed ? 'alert' : undefined}>
        {failed ? t.couldNotSend : t.waitingToSend}{' '}
        {failed || retryAt === undefined ? problem : <Countdown problem={problem} until={retryAt} />}
      </span>
      {(failed || problem !== undefined) && <Do what={t.retry} then={() => doing.retry(id)} />}
      {canTakeOut(outgoing) && <Do what={t.edit} then={() => doing.takeOut(id)} />}
      <Do what={t.discard} then={() => doing.discard(id)} />
    </div>
  );
}

// The first sentence says why; what the others ask for, to try again, is done by itself.
function Countdown({ problem = '', until }: { problem: string | undefined; until: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => everySecond(setNow), []);
  const [why = ''] = /^.*?[.!?](?= |$)/.exec(problem) ?? [];
  return `${why} ${until > now ? t.sendingAgainIn(Math.ceil((until - now) / 1000)) : ''}`;
}

function Do({ what, then }: { what: string; then: () => void }) {
  return (
    <button type="button" class="link-button" onClick={then}>
      {what}
    </button>
  );
}
