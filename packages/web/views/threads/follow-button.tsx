// Whether the reader follows a thread: a button that changes it.
import { useState } from 'preact/hooks';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import type { OpenThread } from '../../state/threads/open-thread.ts';
import { Icon } from '../all-icons.tsx';

type FollowButtonProps = { chat: Chat; thread: OpenThread; setError: (error: string | undefined) => void };

/** The button, once the server has said whether the reader follows. */
export function FollowButton({ chat, thread, setError }: FollowButtonProps) {
  const [busy, setBusy] = useState(false);
  const threads = chat.threads.value;
  const following = thread.loaded.value?.following;
  if (!threads || following === undefined) return null;
  const change = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const read = await threads.follow({ channel: thread.channel, seq: thread.root }, !following);
      thread.setFollowing(!following, read);
    } catch (error) {
      setError(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  const label = following ? t.unfollowThread : t.followThread;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      disabled={busy}
      onClick={() => void change()}
    >
      <Icon name={following ? 'following' : 'muted'} />
    </button>
  );
}
