// The line that shows which users are typing. Its height is reserved, so that nothing moves when it appears.
import { t } from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import type { Typing } from '../../state/users/typing.ts';
import { useDisplayName } from './user-view.tsx';

/** The users who are typing in the open channel, without those whom the reader has blocked. */
export function TypingIndicator({ chat: { blocked }, typing }: { chat: Chat; typing: Typing }) {
  const nameOf = useDisplayName();
  const names = typing.typists.value.filter(({ userId }) => !blocked.userIds.value.has(userId)).map(nameOf);
  return (
    <p class="typing" aria-live="off">
      {names.length > 0 && (
        <span class="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      )}
      <span dir="auto">{names.length > 0 && t.typing(names)}</span>
    </p>
  );
}
