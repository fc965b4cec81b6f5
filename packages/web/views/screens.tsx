// The screens around the chat: signing in, loading, and an error.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { errorText } from '../errors.ts';
import { t } from '../i18n/index.ts';
import { Icon } from './icons.tsx';

type SignInScreenProps = {
  /** Why the user is signed out, or why signing in failed. */
  error: string | undefined;
  signIn: () => Promise<void>;
  /** Given where guest access is on. */
  continueAsGuest?: () => Promise<void>;
  /** What the reader is invited to. */
  children?: ComponentChildren;
};

/** What Parley is, and the buttons to sign in. */
export function SignInScreen({ error, signIn, continueAsGuest, children }: SignInScreenProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const start = (method: () => Promise<void>) => {
    setBusy(true);
    method().catch((cause: unknown) => {
      setFailure(errorText(cause));
      setBusy(false);
    });
  };
  return (
    <main class="screen">
      <div class="card">
        <Logo />
        <h1>{t.appName}</h1>
        <p>{t.pitch}</p>
        {children}
        <ErrorNotice text={failure ?? error} />
        <button type="button" class="button primary wide" onClick={() => start(signIn)} disabled={busy}>
          {busy ? t.oneMoment : t.signIn}
        </button>
        {continueAsGuest && (
          <button type="button" class="button wide" onClick={() => start(continueAsGuest)} disabled={busy}>
            {t.continueAsGuest}
          </button>
        )}
      </div>
    </main>
  );
}

type ErrorScreenProps = { title: string; error: string; retry: () => void; signOut?: () => void };

/** An error that leaves nothing else to show. */
export function ErrorScreen({ title, error, retry, signOut }: ErrorScreenProps) {
  return (
    <main class="screen">
      <div class="card">
        <Logo />
        <h1>{title}</h1>
        <ErrorNotice text={error} />
        <div class="actions">
          <button type="button" class="button primary" onClick={retry}>
            {t.tryAgain}
          </button>
          {signOut && (
            <button type="button" class="button" onClick={signOut}>
              {t.signOut}
            </button>
          )}
        </div>
      </div>
    </main>
  );
}

/** Shown until the chat is loaded. */
export function LoadingScreen() {
  return (
    <main class="screen">
      <h1 class="visually-hidden">{t.appName}</h1>
      <p class="loading" role="status">
        {t.opening}
      </p>
    </main>
  );
}

function ErrorNotice({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <p class="error-notice" role="alert">
      <Icon name="warning" />
      <span>{text}</span>
    </p>
  );
}

function Logo() {
  return <img class="logo" src="icon.svg" alt="" width="56" height="56" />;
}
