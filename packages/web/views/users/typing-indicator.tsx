// The line that says who is typing. Its height is always there, so that nothing jumps.
import type { Chat } from '../../state/chat.ts';
import { type Typing, typingWords } from '../../state/users/typing.ts';
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
      <span dir="auto">{typingWords(names)}</span>
    </p>
  );
}
