// Tells users once that they were removed from a channel.
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';

/** The notices that the user has not dismissed. */
export function RemovalNotices({ chat: { membership } }: { chat: Chat }) {
  return (
    <>
      {membership.removals.value.map(({ name, title }) => (
        <p key={name} class="removal-notice" role="status">
          <span dir="auto">{t.removedFromChannel(title)}</span>
          <button type="button" class="link-button" onClick={() => membership.dismissRemoval(name)}>
            {t.dismiss}
          </button>
        </p>
      ))}
    </>
  );
}
