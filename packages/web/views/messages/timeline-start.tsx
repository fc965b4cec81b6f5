// The top of the timeline: loading, an error, or the beginning of the channel, or of what has not expired.
import { t } from '../../i18n/index.ts';
import type { OpenChannel } from '../../state/chat.ts';
import { isExpiredBefore } from '../../state/messages/known-entries.ts';

type TimelineStartProps = { openChannel: OpenChannel; heading: string; from: number | undefined; atTop: boolean };

/**
 * What is shown above the oldest message in the window. `from` is the first seq that is loaded, 0 for the log's beginning; `atTop` tells
 * that the message is the oldest one that is loaded.
 */
export function TimelineStart({ openChannel: { conversation }, heading, from, atTop }: TimelineStartProps) {
  const timeline = conversation.timeline.value;
  const pages = conversation.history.value;
  if (pages.state === 'failed')
    return (
      <p class="load-status" role="alert">
        {t.cannotLoadOlderMessages(pages.problem)}{' '}
        <button type="button" class="link-button" onClick={() => void conversation.loadOlder()}>
          {t.tryAgain}
        </button>
      </p>
    );
  if (atTop && isExpiredBefore(conversation.excerpt.shown.value ?? timeline))
    return <p class="load-status">{t.olderExpired}</p>;
  if (from === undefined)
    return (
      <p class="load-status" role="status">
        {conversation.loadState.value.state === 'loading' ? t.loadingMessages : t.channelNotSaved}
      </p>
    );
  if (from > 0 || !atTop) return <p class="load-status">{t.loadingOlderMessages}</p>;
  const empty = timeline.entries.length === 0 && timeline.outgoing.length === 0;
  return (
    <div class="beginning">
      <p class="beginning-title" dir="auto">
        {heading}
      </p>
      <p class="secondary">{empty ? t.noMessagesYet : t.beginningOf(heading)}</p>
    </div>
  );
}
