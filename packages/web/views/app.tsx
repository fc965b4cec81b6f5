// Which screen there is: signed out, opening, not reachable, or the chat.
import { useEffect, useState } from 'preact/hooks';
import { place } from '../browser.ts';
import { sentence } from '../errors.ts';
import type { Person, Session } from '../session.ts';
import type { Chat } from '../state/chat.ts';
import { ChatScreen } from './chat.tsx';
import { Problem, SignIn, Waiting } from './screens.tsx';

type AppProps = { session: Session; refused: string | undefined; open: () => Chat };

/** The whole page. */
export function App({ session, refused, open }: AppProps) {
  const person = session.person.value;
  if (person) return <SignedIn key={person.sender} person={person} session={session} open={open} />;
  const notice = session.ended.value ?? refused;
  return <SignIn notice={notice} begin={() => session.begin(place.peek() && `#${encodeURIComponent(place.peek())}`)} />;
}

function SignedIn({ session, open }: Omit<AppProps, 'refused'> & { person: Person }) {
  const [chat, setChat] = useState<Chat>();
  const [problem, setProblem] = useState<string>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const opening = open();
    setProblem(undefined);
    opening.start().then(
      () => setChat(opening),
      (error: unknown) => setProblem(sentence(error)),
    );
    return () => opening.close();
  }, [tries]);
  const again = () => setTries(tries + 1);
  if (problem !== undefined)
    return <Problem title="Parley cannot be reached" problem={problem} again={again} out={() => session.end()} />;
  return chat ? <ChatScreen chat={chat} signOut={() => session.end()} /> : <Waiting />;
}
