// What the views of a message's text are passed.
import type { Everyone } from '@parley/chat';

/** A message's text, and what its mentions depend on. */
export type MessageTextProps = {
  text: string;
  /** The reader's username, whose mentions are highlighted. */
  self: string;
  /** Whom the message mentions beside the users whom it names. */
  everyone?: Everyone | undefined;
  /** The names in it that mention no member. */
  strangers?: readonly string[] | undefined;
  /** Whether the text is in the list of messages, where arrow keys and not Tab reach the links. */
  inList?: boolean;
};
