// In the place of the message field: why the reader cannot send messages in a channel and its threads.
import type { Channel } from '@parley/chat';
import { t } from '../../i18n/index.ts';

/** The reason. */
export function ReadOnlyNotice({ channel: { archived, mutedUntil } }: { channel: Channel }) {
  const reason = mutedUntil ? t.youAreMutedUntil(mutedUntil) : t.cannotPost;
  return (
    <p class="composer read-only" role="status">
      {archived ? t.channelArchived : reason}
    </p>
  );
}
