// The author of a message: name and picture open the profile card.
import { useContext } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { ProfileCardContext } from './profile-card-context.tsx';
import { Avatar, UserName, useDisplayName } from './user-view.tsx';

type AuthorProps = { userId: string; username: string };

/** The picture. It is hidden from screen readers and from the keyboard: the name beside it does the same. */
export function AvatarButton(user: AuthorProps) {
  const openCard = useContext(ProfileCardContext);
  return (
    <button type="button" class="avatar-button" tabIndex={-1} aria-hidden="true" onClick={() => openCard(user)}>
      <Avatar {...user} />
    </button>
  );
}

/** The name; within a group of messages it is there for screen readers only. */
export function AuthorName({ hidden, ...user }: AuthorProps & { hidden: boolean }) {
  const openCard = useContext(ProfileCardContext);
  const name = useDisplayName()(user);
  if (hidden) return <UserName {...user} hidden />;
  return (
    <button
      type="button"
      class="author-button"
      tabIndex={-1}
      title={t.openProfileOf(name)}
      onClick={() => openCard(user)}
    >
      <UserName {...user} />
    </button>
  );
}
