// Finds code in messages, in which no user is mentioned.
import { type Everyone, everyoneIn, type FindCode } from '@parley/chat';
import { signal } from '@preact/signals';

/** `codeRanges`, once that is loaded, just after the chat is displayed. Until then no text has code. */
export const codeFinder = signal<FindCode>(() => []);

/** The word in a text, outside of its code, that could mention everyone. */
export function everyoneOutsideCode(text: string): Everyone | undefined {
  return everyoneIn(text, codeFinder.peek());
}
