// What the entries of the open channel tell the rest of the page.
import { effect } from '@preact/signals';
import type { Channels } from '../channels/channels.ts';
import type { Typing } from '../users/typing.ts';
import type { Conversation } from './conversation.ts';
import type { HeadCheck } from './head-check.ts';

/**
 * Lets the list of channels know the open channel as far as its timeline does. Neither an author who has just posted nor a user who was
 * removed types any longer. Returns how to stop, also the check.
 */
export function followOpenChannel(
  { conversation, typing }: { conversation: Conversation; typing: Typing },
  channels: Channels,
  headCheck: HeadCheck,
): () => void {
  let newestSeq: number | undefined;
  const stop = effect(() => {
    const { entries } = conversation.timeline.value;
    const newest = entries.at(-1);
    if (!newest || newest.seq !== newestSeq) headCheck.restart();
    newestSeq = newest?.seq;
    const { head = 0 } = channels.list.peek().find(({ name }) => name === conversation.channel) ?? {};
    const fresh = entries.slice(entries.findLastIndex(({ seq }) => seq <= head) + 1);
    channels.applyEntries(...fresh);
    for (const entry of fresh) if (entry.kind === 'notice' && entry.user) typing.stopped(entry.user.userId);
    if (newest) typing.stopped(newest.userId);
  });
  return () => {
    stop();
    headCheck.stop();
  };
}
