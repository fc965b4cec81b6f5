// The line that says who is typing. Its height is always there, so that nothing jumps.
import * as t from '../../i18n/index.ts';
import type { Chat } from '../../state/chat.ts';
import type { Typing } from '../../state/users/typing.ts';
import { useNames } from './user-view.tsx';

/** Who is typing in the open channel. */
export function TypingLine({ chat: { blocked }, typing }: { chat: Chat; typing: Typing }) {
  const nameOf = useNames();
  const names = typing.who.value.filter(({ userId }) => !blocked.userIds.value.has(userId)).map(nameOf);
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
