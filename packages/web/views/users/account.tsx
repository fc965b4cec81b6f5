// The signed-in user: profile button and sign-out, with a warning about what would be lost.
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { SETTINGS } from '../../platform/address.ts';
import type { Chat } from '../../state/chat.ts';
import { Icon } from '../icons.tsx';
import { onDemand } from '../on-demand.tsx';
import { Avatar, ProfilesContext, useProfile } from './user-view.tsx';

const ProfileDialog = onDemand(() => import('./profile-dialog.tsx').then((module) => module.ProfileDialog));
/** The question before a sign-out by which something would be lost. */
export const SignOutWarning = onDemand(() => import('./sign-out-warning.tsx').then((module) => module.SignOutWarning));

/** The bottom of the sidebar. */
export function Account({ chat, signOut }: { chat: Chat; signOut: () => void }) {
  const [confirming, setConfirming] = useState(false);
  const signOutButton = useRef<HTMLButtonElement>(null);
  const { user, outbox } = chat;
  const loses = user.guest === true || outbox.items.value.length > 0;
  const cancel = () => {
    setConfirming(false);
    signOutButton.current?.focus();
  };
  return (
    <>
      {!outbox.persistent.value && (
        <p class="account-notice" role="status">
          {t.unsentNotKept}
        </p>
      )}
      {confirming && loses && <SignOutWarning chat={chat} cancel={cancel} signOut={signOut} />}
      <div class="account">
        <ProfileButton chat={chat} />
        <a class="icon-button" href={`#${SETTINGS}`} aria-label={t.settingsTitle} title={t.settingsTitle}>
          <Icon name="settings" />
        </a>
        <button
          type="button"
          class="icon-button"
          ref={signOutButton}
          onClick={() => (loses ? setConfirming(true) : signOut())}
          aria-label={t.signOut}
          title={t.signOut}
        >
          <Icon name="leave" />
        </button>
      </div>
    </>
  );
}

// Opens the profile. A guest without a display name is asked for one at once.
function ProfileButton({ chat: { user } }: { chat: Chat }) {
  const profiles = useContext(ProfilesContext);
  const [open, setOpen] = useState(false);
  const name = useProfile(user.userId)?.displayName ?? user.username;
  useEffect(() => {
    if (user.guest)
      profiles?.loadOwn().then(
        (me) => me.displayName === undefined && setOpen(true),
        // When the profile cannot be loaded, the guest is not asked: the button is there.
        () => undefined,
      );
  }, [profiles]);
  return (
    <>
      <button type="button" class="profile-button" onClick={() => setOpen(true)} title={t.editProfile}>
        <Avatar {...user} />
        <span>
          <strong dir="auto">{name}</strong>
          {user.guest ? (
            <span class="secondary">{t.guest}</span>
          ) : (
            name !== user.username && (
              <span class="secondary" dir="auto">
                @{user.username}
              </span>
            )
          )}
        </span>
        <span class="visually-hidden">{t.editProfileAfterName}</span>
      </button>
      {open && profiles && <ProfileDialog user={user} profiles={profiles} close={() => setOpen(false)} />}
    </>
  );
}
