// Notices about the page itself: that it shows what this device has kept, and that there is a new version.
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/all-texts.ts';
import { visible } from '../platform/browser.ts';
import type { Chat } from '../state/chat.ts';
import type { Drafts } from '../state/messages/drafts.ts';
import { newVersion } from '../state/new-version.ts';
import { systemClock } from '../state/ports.ts';

/** Shown above the messages. */
export function PageNotices({ chat, drafts }: { chat: Chat; drafts: Drafts }) {
  const savedAt = chat.offline.savedAt.value;
  // An edit begins in the open channel.
  const canUpdate = newVersion.value && chat.openChannel.value !== null && !drafts.editing;
  useEffect(() => {
    if (!canUpdate) return;
    const isSafe = () => !chat.outbox.atRisk && !drafts.editing;
    const updating = loadIdleUpdate(isSafe).catch(() => undefined);
    return () => void updating.then((stop) => stop?.());
  }, [canUpdate]);
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

// The files of this version may be gone; the notice stays.
async function loadIdleUpdate(isSafe: () => boolean): Promise<() => void> {
  const [{ updateWhenIdle }, { hasUnsavedInput }] = await Promise.all([
    import('../state/idle-update.ts'),
    import('../platform/unsaved-input.ts'),
  ]);
  const reload = () => location.reload();
  return updateWhenIdle({ visible, clock: systemClock, isSafe: () => isSafe() && !hasUnsavedInput(), reload });
}
