// Users who are muted or banned without being members, each with the button that ends it.
import type { User } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import { UserButton } from '../users/profile-card-context.tsx';
import { useDisplayName } from '../users/user-view.tsx';

type RestrictedUsersProps = {
  heading: string;
  users: readonly (User & { mutedUntil?: string })[];
  /** What the button does. */
  label: string;
  busy: boolean;
  end: (user: User) => void;
};

/** Renders nothing while there are none. */
export function RestrictedUsers({ heading, users, label, busy, end }: RestrictedUsersProps) {
  const nameOf = useDisplayName();
  if (users.length === 0) return null;
  return (
    <>
      <h3>{heading}</h3>
      <ul class="user-list">
        {users.map((user) => (
          <li key={user.userId}>
            <UserButton user={user} self={false}>
              {user.mutedUntil && t.mutedUntil(user.mutedUntil)}
            </UserButton>
            <button
              type="button"
              class="button"
              disabled={busy}
              onClick={() => end(user)}
              aria-label={t.actionOn(label, nameOf(user))}
            >
              {label}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
