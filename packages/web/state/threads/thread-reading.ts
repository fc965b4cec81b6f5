// What a user reads of a thread that is displayed.
import type { Message } from '@parley/chat';
import type { OpenThread } from './open-thread.ts';
import type { Threads } from './threads.ts';

/** The number of the newest displayed reply, if the user follows the thread and has not read it; undefined otherwise. */
export function unreadReply(
  thread: Pick<OpenThread, 'channel' | 'root' | 'loaded'>,
  messages: readonly Message[],
  threads: Pick<Threads, 'of'>,
  userId: string,
): number | undefined {
  const loaded = thread.loaded.value;
  const followed = threads.of({ channel: thread.channel, seq: thread.root });
  const newest = messages.at(-1)?.threadCount ?? 0;
  if (!loaded) return undefined;
  // A user who replies follows the thread from then on.
  const hasReplied = messages.some(
    ({ userId: author, threadCount = 0 }) => author === userId && threadCount > loaded.count,
  );
  const isFollowing = loaded.following || followed !== undefined || hasReplied;
  // Not by the number of replies in the list, which does not contain the user's own newest ones.
  return isFollowing && newest > (followed ?? loaded).read ? newest : undefined;
}
