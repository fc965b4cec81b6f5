// Who is signed in, and the way out: not without a word about what is not sent yet.
import { useEffect, useRef, useState } from 'preact/hooks';
import { colour, initials } from '../state/author.ts';
import type { Chat } from '../state/chat.ts';
import { Icon } from './icons.tsx';

/** The foot of the sidebar. */
export function Account({ chat, signOut }: { chat: Chat; signOut: () => void }) {
  const [asking, setAsking] = useState(false);
  const out = useRef<HTMLButtonElement>(null);
  const unsent = chat.outbox.items.value.length;
  const stay = () => {
    setAsking(false);
    out.current?.focus();
  };
  return (
    <>
      {!chat.outbox.lasting.value && (
        <p class="account-note" role="status">
          This browser keeps nothing for Parley: what is not sent is lost when this window is closed.
        </p>
      )}
      {asking && unsent > 0 && <Unsent chat={chat} unsent={unsent} stay={stay} signOut={signOut} />}
      <div class="account">
        <span class={`avatar colour-${colour(chat.person.sender)}`} aria-hidden="true">
          {initials(chat.person.username)}
        </span>
        <p>
          <span class="quiet">You are signed in as</span>
          <strong dir="auto">{chat.person.username}</strong>
        </p>
        <button
          type="button"
          class="icon-button"
          ref={out}
          onClick={() => (unsent > 0 ? setAsking(true) : signOut())}
          aria-label="Sign out"
          title="Sign out"
        >
          <Icon name="leave" />
        </button>
      </div>
    </>
  );
}

type UnsentProps = { chat: Chat; unsent: number; stay: () => void; signOut: () => void };

function Unsent({ chat, unsent, stay, signOut }: UnsentProps) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const what = unsent === 1 ? '1 message is not sent yet.' : `${unsent} messages are not sent yet.`;
  const then = chat.outbox.lasting.value
    ? 'They stay in this browser and are sent when you sign in here again.'
    : 'They are lost when you sign out.';
  return (
    <div class="account-note" role="alertdialog" aria-label="Not everything is sent" aria-describedby="unsent">
      <p id="unsent">
        {what} {then}
      </p>
      <div class="actions">
        <button type="button" class="button" ref={first} onClick={stay}>
          Stay
        </button>
        <button type="button" class="button" onClick={signOut}>
          Sign out
        </button>
      </div>
    </div>
  );
}
