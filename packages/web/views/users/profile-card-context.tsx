// How any part of the page opens the profile card of a user, and the button that does it from a list.
import type { User } from '@parley/chat';
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { Avatar, PresenceMark, UserName } from './user-view.tsx';

/** A user of whom perhaps only the username is known, as from a mention. */
export type NamedUser = { userId: string | undefined; username: string };

/** Opens the profile card of a user. */
export const ProfileCardContext = createContext<(user: NamedUser) => void>(() => undefined);

type UserButtonProps = { user: User; self: boolean; tabIndex?: number; children?: ComponentChildren };

/** A user in a list: picture, name, and what is below the name. It opens the profile card. */
export function UserButton({ user, self, tabIndex = 0, children }: UserButtonProps) {
  const openCard = useContext(ProfileCardContext);
  const { userId, username } = user;
  return (
    <button type="button" class="user-button" tabIndex={tabIndex} onClick={() => openCard({ userId, username })}>
      <Avatar userId={userId} username={username} />
      <span class="user-lines">
        <span class="user-line">
          <UserName userId={userId} username={username} />
          <PresenceMark userId={userId} />
          {self && <span class="you-badge">{t.youBadge}</span>}
        </span>
        {children && <span class="secondary">{children}</span>}
      </span>
    </button>
  );
}
