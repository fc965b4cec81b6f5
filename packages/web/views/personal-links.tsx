// The entries of the sidebar above the channels: what concerns the user in all of them.
import type { Chat } from '../state/chat.ts';
import { savedList } from './saved/current-saved.ts';
import { SavedLink } from './saved/saved-link.tsx';
import { ThreadsLink } from './threads/threads-link.tsx';

/** Threads, and what the user has saved. */
export function PersonalLinks(props: { chat: Chat; close: (() => void) | undefined }) {
  return (
    <>
      <ThreadsLink {...props} />
      {savedList.value && <SavedLink {...props} />}
    </>
  );
}
