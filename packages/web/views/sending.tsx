// How the sending of something typed here goes, and what can be done about it.
import { canTakeOut } from '../state/outbox.ts';
import type { Outgoing } from '../state/timeline.ts';
import { Icon } from './icons.tsx';

export type SendingProps = {
  outgoing: Outgoing;
  doing: { retry(id: string): void; takeOut(id: string): void; discard(id: string): void };
};

/** The line under something that is not in the log yet. */
export function Sending({ outgoing, doing }: SendingProps) {
  const { id, state, problem } = outgoing;
  if (state === 'sending') return <p class="sending">Sending…</p>;
  const failed = state === 'failed';
  return (
    <div class={failed ? 'sending failed' : 'sending'}>
      {failed && <Icon name="warning" />}
      <span role={failed ? 'alert' : undefined}>
        {failed ? 'Not sent.' : 'Waiting to be sent…'} {problem}
      </span>
      {(failed || problem !== undefined) && <Do what="Retry" then={() => doing.retry(id)} />}
      {canTakeOut(outgoing) && <Do what="Edit" then={() => doing.takeOut(id)} />}
      <Do what="Discard" then={() => doing.discard(id)} />
    </div>
  );
}

function Do({ what, then }: { what: string; then: () => void }) {
  return (
    <button type="button" class="link-button" onClick={then}>
      {what}
    </button>
  );
}
