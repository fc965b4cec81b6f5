// The screens without a chat: signing in, something wrong, waiting.
import { useState } from 'preact/hooks';
import { sentence } from '../errors.ts';
import * as t from '../i18n/index.ts';
import { Icon } from './icons.tsx';

type SignInProps = {
  notice: string | undefined;
  begin: () => Promise<void>;
  /** Where people may come in without an account. */
  beAGuest?: () => Promise<void>;
};

/** What Parley is, and the way in. */
export function SignIn({ notice, begin, beAGuest }: SignInProps) {
  const [leaving, setLeaving] = useState(false);
  const [problem, setProblem] = useState<string>();
  const leave = (way: () => Promise<void>) => {
    setLeaving(true);
    way().catch((error: unknown) => {
      setProblem(sentence(error));
      setLeaving(false);
    });
  };
  return (
    <main class="screen">
      <div class="card">
        <Mark />
        <h1>{t.appName}</h1>
        <p>{t.pitch}</p>
        <Notice text={problem ?? notice} />
        <button type="button" class="button primary wide" onClick={() => leave(begin)} disabled={leaving}>
          {leaving ? t.oneMoment : t.signIn}
        </button>
        {beAGuest && (
          <button type="button" class="button wide" onClick={() => leave(beAGuest)} disabled={leaving}>
            {t.continueAsGuest}
          </button>
        )}
      </div>
    </main>
  );
}

/** Something is wrong with all of it, and what can be done. */
export function Problem(props: { title: string; problem: string; again: () => void; out?: () => void }) {
  return (
    <main class="screen">
      <div class="card">
        <Mark />
        <h1>{props.title}</h1>
        <Notice text={props.problem} />
        <div class="actions">
          <button type="button" class="button primary" onClick={props.again}>
            {t.tryAgain}
          </button>
          {props.out && (
            <button type="button" class="button" onClick={props.out}>
              {t.signOut}
            </button>
          )}
        </div>
      </div>
    </main>
  );
}

/** Nothing to show yet. */
export function Waiting() {
  return (
    <main class="screen">
      <h1 class="hidden">{t.appName}</h1>
      <p class="waiting" role="status">
        {t.opening}
      </p>
    </main>
  );
}

function Notice({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <p class="notice" role="alert">
      <Icon name="warning" />
      <span>{text}</span>
    </p>
  );
}

function Mark() {
  return <img class="mark" src="icon.svg" alt="" width="56" height="56" />;
}
