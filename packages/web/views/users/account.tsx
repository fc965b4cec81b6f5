// Who is signed in, how others see them, and the way out: not without a word about what would be lost.
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import * as t from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import { Icon } from '../icons.tsx';
import { ProfileDialog } from './profile-dialog.tsx';
import { Avatar, PeopleOf, useProfile } from './user-view.tsx';

/** The foot of the sidebar. */
export function Account({ chat, signOut }: { chat: Chat; signOut: () => void }) {
  const [asking, setAsking] = useState(false);
  const out = useRef<HTMLButtonElement>(null);
  const { person, outbox } = chat;
  const lost = [unsentWords(chat), person.guest ? t.guestLost : ''].filter(Boolean).join(' ');
  const stay = () => {
    setAsking(false);
    out.current?.focus();
  };
  return (
    <>
      {!outbox.lasting.value && (
        <p class="account-note" role="status">
          {t.unsentNotKept}
        </p>
      )}
      {asking && lost !== '' && <Leaving lost={lost} stay={stay} signOut={signOut} />}
      <div class="account">
        <Self chat={chat} />
        <button
          type="button"
          class="icon-button"
          ref={out}
          onClick={() => (lost === '' ? signOut() : setAsking(true))}
          aria-label={t.signOut}
          title={t.signOut}
        >
          <Icon name="leave" />
        </button>
      </div>
    </>
  );
}

// Who is signed in: a button, as a click shows what can be changed of it. A guest without a name is asked for one at once.
function Self({ chat: { person } }: { chat: Chat }) {
  const people = useContext(PeopleOf);
  const [open, setOpen] = useState(false);
  const name = useProfile(person.userId)?.displayName ?? person.username;
  useEffect(() => {
    if (person.guest)
      people?.me().then(
        (me) => me.displayName === undefined && setOpen(true),
        // Without an answer nobody is asked: the button is there.
        () => undefined,
      );
  }, [people]);
  return (
    <>
      <button type="button" class="self" onClick={() => setOpen(true)} title={t.editProfile}>
        <Avatar {...person} />
        <span>
          <strong dir="auto">{name}</strong>
          {person.guest ? (
            <span class="quiet">{t.guest}</span>
          ) : (
            name !== person.username && (
              <span class="quiet" dir="auto">
                @{person.username}
              </span>
            )
          )}
        </span>
        <span class="hidden">{t.editProfileAfterName}</span>
      </button>
      {open && people && <ProfileDialog person={person} people={people} close={() => setOpen(false)} />}
    </>
  );
}

function unsentWords({ outbox }: Chat): string {
  const unsent = outbox.items.value.length;
  if (unsent === 0) return '';
  return outbox.lasting.value ? t.unsentKept(unsent) : t.unsentLost(unsent);
}

function Leaving({ lost, stay, signOut }: { lost: string; stay: () => void; signOut: () => void }) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div class="account-note" role="alertdialog" aria-label={t.signOutQuestion} aria-describedby="lost">
      <p id="lost">{lost}</p>
      <div class="actions">
        <button type="button" class="button" ref={first} onClick={stay}>
          {t.cancel}
        </button>
        <button type="button" class="button" onClick={signOut}>
          {t.signOut}
        </button>
      </div>
    </div>
  );
}
