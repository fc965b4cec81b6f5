// The page as a whole: the sign-in screen, the loading screen, the error screen, or the chat.
import type { FilesConfig, InvitationDescription } from '@parley/chat';
import { useEffect, useState } from 'preact/hooks';
import type { Session, SessionUser } from '../auth/session.ts';
import { errorText } from '../errors.ts';
import { t } from '../i18n/index.ts';
import { parseAddress } from '../platform/address.ts';
import { draftStorage, isRegisteredForPushes, place } from '../platform/browser.ts';
import type { Chat } from '../state/chat.ts';
import { Drafts } from '../state/messages/drafts.ts';
import type { Profiles } from '../state/users/profiles.ts';
import { ChatView } from './chat-view.tsx';
import { onDemand } from './on-demand.tsx';
import { ErrorScreen, LoadingScreen, SignInScreen } from './screens.tsx';
import { ProfilesContext } from './users/user-view.tsx';

const InvitationCard = onDemand(() => import('./channels/invitation-card.tsx').then((module) => module.InvitationCard));

/** The state of a signed-in user. */
type UserState = { chat: Chat; profiles: Profiles };

type AppProps = {
  session: Session;
  /** Whether users can continue as a guest. */
  guests: boolean;
  /** Why the sign-in failed from which the browser has just returned. */
  signInError: string | undefined;
  open: () => UserState;
  /** What an invitation is for, before the sign-in. */
  describeInvitation: (code: string) => Promise<InvitationDescription>;
  /** Deletes what this browser keeps of a user for a start without a network. */
  clearOffline: (userId: string) => Promise<void>;
  /** How files are sent; undefined where they are switched off. */
  files: FilesConfig | undefined;
};

/** The whole page. */
export function App({ session, guests, signInError, describeInvitation, ...others }: AppProps) {
  const user = session.user.value;
  if (user) return <SignedIn key={user.userId} user={user} session={session} {...others} />;
  const error = session.ended.value ?? signInError;
  const signIn = () => session.signIn(place.peek() && `#${encodeURIComponent(place.peek())}`);
  const continueAsGuest = () => session.signInAsGuest();
  const address = parseAddress(place.value);
  return (
    <SignInScreen error={error} signIn={signIn} {...(guests && { continueAsGuest })}>
      {address.view === 'invitation' && (
        <InvitationCard key={address.code} code={address.code} describe={describeInvitation} />
      )}
    </SignInScreen>
  );
}

type SignedInProps = Pick<AppProps, 'session' | 'open' | 'clearOffline' | 'files'> & { user: SessionUser };

function SignedIn({ user, session, open, clearOffline, files }: SignedInProps) {
  const [opened, setOpened] = useState<UserState>();
  const [error, setError] = useState<string>();
  const [attempts, setAttempts] = useState(0);
  useEffect(() => {
    const opening = open();
    setError(undefined);
    opening.chat.start().then(
      () => setOpened(opening),
      (error: unknown) => setError(errorText(error)),
    );
    return () => {
      opening.chat.close();
      opening.profiles.stop();
      // The session has ended, or the user has signed out in another tab.
      if (session.user.peek()?.userId !== user.userId) clearOffline(user.userId).catch(() => undefined);
    };
  }, [attempts]);
  const retry = () => setAttempts(attempts + 1);
  const [drafts] = useState(() => new Drafts(user.userId, draftStorage, () => Date.now()));
  useEffect(() => (opened ? startBackground(opened, files) : undefined), [opened]);
  const signOut = async () => {
    drafts.clear();
    await opened?.chat.files.peek()?.uploads.clearTrays();
    opened?.chat.offline.stop();
    // The sign-out leaves the page.
    await clearOffline(user.userId).catch(() => undefined);
    if (isRegisteredForPushes()) await endPushes(opened);
    session.signOut();
  };
  if (error !== undefined) return <ErrorScreen title={t.cannotConnect} error={error} retry={retry} signOut={signOut} />;
  if (!opened) return <LoadingScreen />;
  return (
    <ProfilesContext.Provider value={opened.profiles}>
      <ChatView chat={opened.chat} drafts={drafts} signOut={signOut} />
    </ProfilesContext.Provider>
  );
}

const loadBackground = () => import('./background.tsx');

/** How long after a failure the code of what runs beside the chat is requested again. */
const BACKGROUND_RETRY_MS = 5_000;

/** Starts what runs beside the chat when its code is loaded; returns how to stop it. Without it messages are sent and received. */
function startBackground({ chat, profiles }: UserState, files: FilesConfig | undefined): () => void {
  let stop: (() => void) | undefined = () => {};
  const load = () =>
    loadBackground().then(
      (module) => {
        if (stop) stop = module.startBackground(chat, profiles, files);
      },
      () => {
        if (stop) setTimeout(load, BACKGROUND_RETRY_MS);
      },
    );
  void load();
  return () => {
    stop?.();
    stop = undefined;
  };
}

/** The next user of this browser does not receive the pushes of the one who signs out, who does not wait long for it. */
const END_PUSHES_MAX_MS = 2_000;

async function endPushes(opened: UserState | undefined): Promise<void> {
  if (!opened) return;
  const ended = loadBackground().then((module) => module.endPushes(opened.chat));
  const late = new Promise((resolve) => setTimeout(resolve, END_PUSHES_MAX_MS));
  await Promise.race([ended, late]).catch(() => undefined);
}
