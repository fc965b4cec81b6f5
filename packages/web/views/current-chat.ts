// The chat that is displayed, for code on demand that is not rendered within it.
import type { Chat } from '../state/chat.ts';

/** The chat of the signed-in user, once views/background.tsx is loaded. */
export const currentChat: { value: Chat | undefined } = { value: undefined };
