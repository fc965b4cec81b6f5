// Which screen there is: signed out, opening, not reachable, or the chat.
import { useEffect, useState } from 'preact/hooks';
import type { Person, Session } from '../auth/session.ts';
import { sentence } from '../errors.ts';
import * as t from '../i18n/index.ts';
import { place } from '../platform/browser.ts';
import type { Chat } from '../state/chat.ts';
import type { People } from '../state/users/profiles.ts';
import { ChatScreen } from './chat-view.tsx';
import { Problem, SignIn, Waiting } from './screens.tsx';
import { PeopleOf } from './users/user-view.tsx';

/** What is open while somebody is signed in. */
type Opened = { chat: Chat; people: People };

type AppProps = { session: Session; guests: boolean; refused: string | undefined; open: () => Opened };

/** The whole page. */
export function App({ session, guests, refused, open }: AppProps) {
  const person = session.person.value;
  if (person) return <SignedIn key={person.userId} person={person} session={session} open={open} />;
  const notice = session.ended.value ?? refused;
  const begin = () => session.begin(place.peek() && `#${encodeURIComponent(place.peek())}`);
  return <SignIn notice={notice} begin={begin} {...(guests && { beAGuest: () => session.enterAsGuest() })} />;
}

function SignedIn({ session, open }: Pick<AppProps, 'session' | 'open'> & { person: Person }) {
  const [opened, setOpened] = useState<Opened>();
  const [problem, setProblem] = useState<string>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const opening = open();
    setProblem(undefined);
    opening.chat.start().then(
      () => setOpened(opening),
      (error: unknown) => setProblem(sentence(error)),
    );
    return () => {
      opening.chat.close();
      opening.people.close();
    };
  }, [tries]);
  const again = () => setTries(tries + 1);
  if (problem !== undefined)
    return <Problem title={t.cannotConnect} problem={problem} again={again} out={() => session.end()} />;
  if (!opened) return <Waiting />;
  return (
    <PeopleOf.Provider value={opened.people}>
      <ChatScreen chat={opened.chat} signOut={() => session.end()} />
    </PeopleOf.Provider>
  );
}
