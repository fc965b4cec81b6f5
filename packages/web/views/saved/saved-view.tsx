// What the user has saved for later, in all channels, the newest first.
import type { SavedMessage } from '@parley/chat';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { messageAddress } from '../../platform/address.ts';
import { headingOf } from '../../state/channels/channel-title.ts';
import type { Chat } from '../../state/chat.ts';
import { KeptMessage } from '../pins/kept-message.tsx';
import { changeSaved } from '../pins/pin-change.ts';
import { useDisplayName } from '../users/user-view.tsx';
import { savedList } from './current-saved.ts';

/** The list. */
export function SavedView({ chat }: { chat: Chat }) {
  const saved = savedList.value;
  useEffect(() => void saved?.load(), [saved]);
  const list = saved?.list.value ?? [];
  const loadState = saved?.loadState.value ?? { state: 'loading' };
  return (
    <div class="threads-view">
      <h2>{t.savedMessages}</h2>
      {loadState.state === 'failed' && (
        <p class="load-status" role="alert">
          {loadState.problem}{' '}
          <button type="button" class="link-button" onClick={() => void saved?.load()}>
            {t.tryAgain}
          </button>
        </p>
      )}
      {list.length > 0 ? (
        <ol class="kept-list" aria-label={t.savedMessages}>
          {list.map((one) => (
            <SavedRow key={messageAddress(one.channel, one.seq)} chat={chat} saved={one} />
          ))}
        </ol>
      ) : (
        loadState.state !== 'failed' && (
          <p class="empty-state" role="status">
            {loadState.state === 'loading' ? t.loading : t.nothingSaved}
          </p>
        )
      )}
      {saved?.more.value && (
        <p class="load-status">
          <button type="button" class="link-button" onClick={() => void saved.loadMore()}>
            {t.moreSaved}
          </button>
        </p>
      )}
    </div>
  );
}

function SavedRow({ chat, saved }: { chat: Chat; saved: SavedMessage }) {
  const nameOf = useDisplayName();
  const channel = chat.channels.of(saved.channel);
  const remove = (
    <button type="button" class="link-button" onClick={() => void changeSaved(saved, false)}>
      {t.removeSaved}
    </button>
  );
  if (!saved.message || !channel)
    return (
      <li class="kept-message">
        <div class="kept-content">
          <p class="kept-text tombstone">{t.savedUnavailable}</p>
          <p class="kept-actions">{remove}</p>
        </div>
      </li>
    );
  const heading = headingOf(channel, chat.user.userId, nameOf);
  return <KeptMessage chat={chat} message={saved.message} note={<span dir="auto">{heading}</span>} remove={remove} />;
}
