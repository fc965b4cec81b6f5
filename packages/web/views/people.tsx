// People as they are drawn: a picture or initials, and the name they chose.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { colour, initials } from '../state/author.ts';
import type { People } from '../state/people.ts';

/** Who everybody on the screen says they are. */
export const PeopleOf = createContext<People | undefined>(undefined);

type Somebody = { sender: string; username: string };

/** What somebody chose, as far as it is known. */
export function useProfile(sender: string) {
  return useContext(PeopleOf)?.of(sender).value;
}

/** Tells how somebody is called; what is drawn with it is drawn again when they choose another name. */
export function useNames(): (one: Somebody) => string {
  const people = useContext(PeopleOf);
  return ({ sender, username }) => people?.of(sender).value?.name ?? username;
}

/** Somebody's picture. It says nothing that the name beside it does not. */
export function Avatar({ sender, username }: Somebody) {
  const { name = username, picture } = useProfile(sender) ?? {};
  return <Face sender={sender} name={name} picture={picture} />;
}

/** A picture, also one that is not chosen yet. */
export function Face({ sender, name, picture }: { sender: string; name: string; picture: string | undefined }) {
  if (picture?.startsWith('data:')) return <img class="avatar" src={picture} alt="" width="40" height="40" />;
  return (
    <span class={picture ? 'avatar emoji-avatar' : `avatar colour-${colour(sender)}`} aria-hidden="true">
      {picture ?? initials(name)}
    </span>
  );
}

/** Somebody's name, and the username, which is theirs alone, when another name stands before it. */
export function PersonName({ sender, username, hidden }: Somebody & { hidden?: boolean }) {
  const { name } = useProfile(sender) ?? {};
  return (
    <>
      <strong class={hidden ? 'username hidden' : 'username'} dir="auto">
        {name ?? username}
      </strong>
      {!hidden && name !== undefined && name !== username && (
        <span class="handle" dir="auto">
          @{username}
        </span>
      )}
    </>
  );
}
