// Finds code in messages, in which no user is mentioned.
import type { FindCode } from '@parley/chat';
import { signal } from '@preact/signals';

/** `codeRanges`, once that is loaded, just after the chat is displayed. Until then no text has code. */
export const codeFinder = signal<FindCode>(() => []);
