// The line that says who is typing. Its height is always there, so that nothing jumps.
import { type Typing, typingWords } from '../state/typing.ts';

/** Who is typing in the open channel. */
export function TypingLine({ typing }: { typing: Typing }) {
  const names = typing.names.value;
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
