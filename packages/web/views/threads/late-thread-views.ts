// What the views of threads that are displayed within the first load are given.
import type { Message } from '@parley/chat';

/** Actions that are undefined are not offered. */
export type ReplyActions = {
  /** Opens the thread of the message. */
  openThread?: (() => void) | undefined;
  /** Quotes the message in the next one. */
  quote?: (() => void) | undefined;
};

/** The replies of a message; `names` are the authors'. */
export type ThreadSummaryProps = { message: Message; names: ReadonlyMap<string, string>; open: () => void };
