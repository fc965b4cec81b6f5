// The entry of the sidebar that opens the list of threads.
import { t } from '../../i18n/all-texts.ts';
import { parseAddress, THREADS } from '../../platform/address.ts';
import { place } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { Icon } from '../all-icons.tsx';

/** With the number of threads that have unread replies. */
export function ThreadsLink({ chat, close }: { chat: Chat; close: (() => void) | undefined }) {
  const unread = chat.threads.value?.unread.value ?? 0;
  const open = parseAddress(place.value).view === 'threads';
  return (
    <a
      href={`#${THREADS}`}
      class={unread > 0 ? 'threads-link unread' : 'threads-link'}
      aria-current={open ? 'page' : undefined}
      onClick={open ? close : undefined}
    >
      <Icon name="thread" />
      <span class="channel-name">{t.threads}</span>
      {unread > 0 && (
        <span class="badge">
          <span aria-hidden="true">{unread}</span>
          <span class="visually-hidden"> {t.unreadThreads(unread)}</span>
        </span>
      )}
    </a>
  );
}
