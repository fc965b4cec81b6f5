// Notices about the page itself: that it shows what this device has kept, and that there is a new version.
import { t } from '../i18n/index.ts';
import type { Chat } from '../state/chat.ts';
import type { Drafts } from '../state/messages/drafts.ts';
import { newVersion } from '../state/new-version.ts';

/** Shown above the messages. */
export function PageNotices({ chat, drafts }: { chat: Chat; drafts: Drafts }) {
  const savedAt = chat.offline.savedAt.value;
  // An edit begins in the open channel.
  const canUpdate = newVersion.value && chat.openChannel.value !== null && !drafts.editing;
  return (
    <>
      {savedAt !== undefined && (
        <p class="page-notice" role="status">
          {t.savedCopy(savedAt)}
        </p>
      )}
      {canUpdate && (
        <p class="page-notice" role="status">
          {t.newVersion}
          <button type="button" class="link-button" onClick={() => location.reload()}>
            {t.update}
          </button>
        </p>
      )}
    </>
  );
}
