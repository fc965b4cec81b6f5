// People as they are drawn: a picture or initials, and the name they chose.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { colour, initials } from '../../state/users/avatar.ts';
import type { People } from '../../state/users/profiles.ts';

/** Who everybody on the screen says they are. */
export const PeopleOf = createContext<People | undefined>(undefined);

type Somebody = { userId: string; username: string };

/** What somebody chose, as far as it is known. */
export function useProfile(userId: string) {
  return useContext(PeopleOf)?.of(userId).value;
}

/** Tells how somebody is called; what is drawn with it is drawn again when they choose another name. */
export function useNames(): (one: Somebody) => string {
  const people = useContext(PeopleOf);
  return ({ userId, username }) => people?.of(userId).value?.displayName ?? username;
}

/** Somebody's picture. It says nothing that the name beside it does not. */
export function Avatar({ userId, username }: Somebody) {
  const { displayName = username, picture } = useProfile(userId) ?? {};
  return <Face userId={userId} name={displayName} picture={picture} />;
}

/** A picture, also one that is not chosen yet. */
export function Face({ userId, name, picture }: { userId: string; name: string; picture: string | undefined }) {
  if (picture?.startsWith('data:')) return <img class="avatar" src={picture} alt="" width="40" height="40" />;
  return (
    <span class={picture ? 'avatar emoji-avatar' : `avatar colour-${colour(userId)}`} aria-hidden="true">
      {picture ?? initials(name)}
    </span>
  );
}

/** Somebody's name, and the username, which is theirs alone, when another name stands before it. */
export function PersonName({ userId, username, hidden }: Somebody & { hidden?: boolean }) {
  const { displayName } = useProfile(userId) ?? {};
  return (
    <>
      <strong class={hidden ? 'username hidden' : 'username'} dir="auto">
        {displayName ?? username}
      </strong>
      {!hidden && displayName !== undefined && displayName !== username && (
        <span class="handle" dir="auto">
          @{username}
        </span>
      )}
    </>
  );
}
