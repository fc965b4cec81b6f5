// A user as the page shows one: avatar and name.
import { currentStatus, type Status } from '@parley/chat';
import { type ComponentProps, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { colour, initials } from '../../state/users/avatar.ts';
import type { Profiles } from '../../state/users/profiles.ts';
import { type LateViews, lateViews } from '../late-views.ts';

/** The profiles of the users on the screen. */
export const ProfilesContext = createContext<Profiles | undefined>(undefined);

type UserProps = { userId: string; username: string };

/** A user's profile, undefined until it is loaded. The component is rendered again when the profile changes. */
export function useProfile(userId: string) {
  return useContext(ProfilesContext)?.of(userId).value;
}

/** Returns the display name of a user, or the username; the component is rendered again when a display name changes. */
export function useDisplayName(): (user: UserProps) => string {
  const profiles = useContext(ProfilesContext);
  return ({ userId, username }) => profiles?.of(userId).value?.displayName ?? username;
}

/** A user's picture or initials. It is hidden from screen readers: the name beside it says the same. */
export function Avatar({ userId, username }: UserProps) {
  const { displayName = username, picture } = useProfile(userId) ?? {};
  return <AvatarImage userId={userId} name={displayName} picture={picture} />;
}

type AvatarImageProps = { userId: string; name: string; picture: string | undefined };

/** An avatar with a given picture, which need not be stored yet. */
export function AvatarImage({ userId, name, picture }: AvatarImageProps) {
  if (picture?.startsWith('data:')) return <img class="avatar" src={picture} alt="" width="40" height="40" />;
  return (
    <span class={picture ? 'avatar emoji-avatar' : `avatar colour-${colour(userId)}`} aria-hidden="true">
      {picture ?? initials(name)}
    </span>
  );
}

/** A user's display name, followed by the username, which is unique, where the two differ. */
export function UserName({ userId, username, hidden }: UserProps & { hidden?: boolean }) {
  const { displayName } = useProfile(userId) ?? {};
  return (
    <>
      <strong class={hidden ? 'username visually-hidden' : 'username'} dir="auto">
        {displayName ?? username}
      </strong>
      {!hidden && displayName !== undefined && displayName !== username && (
        <span class="handle" dir="auto">
          @{username}
        </span>
      )}
      {!hidden && <StatusEmoji userId={userId} />}
    </>
  );
}

/** A user's status until it expires; undefined without one. */
export function useStatus(userId: string): Status | undefined {
  return currentStatus(useProfile(userId)?.status, Date.now());
}

/** The emoji of a user's status, beside the name. Screen readers read the text, which is also the tooltip. */
export function StatusEmoji({ userId }: { userId: string }) {
  const status = useStatus(userId);
  if (!status) return null;
  return (
    <span class="status-emoji" title={status.text}>
      <span aria-hidden="true">{status.emoji ?? DEFAULT_STATUS_EMOJI}</span>
      <span class="visually-hidden">{status.text}</span>
    </span>
  );
}

/** Whether a user is online, once its code is loaded. */
export function PresenceMark(props: ComponentProps<LateViews['PresenceMark']>) {
  const Mark = lateViews.value?.PresenceMark;
  return Mark ? <Mark {...props} /> : null;
}

/** For a status without an emoji. */
export const DEFAULT_STATUS_EMOJI = '💬';
