// What a message shows above its text: who has pinned it, and that the reader has saved it.
import type { Message } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import { Icon } from '../all-icons.tsx';
import { savedList } from '../saved/current-saved.ts';
import { useDisplayName } from '../users/user-view.tsx';

/** Nothing for most messages. */
export function MessageMarks({ message, self }: { message: Message; self: string }) {
  const nameOf = useDisplayName();
  const { pinned, deleted } = message;
  const isSaved = savedList.value?.has(message) ?? false;
  if (deleted || !(pinned || isSaved)) return null;
  return (
    <p class="message-marks">
      {pinned && (
        <span>
          <Icon name="pin" />
          {pinned.userId === self ? t.pinnedByYou : t.pinnedBy(nameOf(pinned))}
        </span>
      )}
      {isSaved && (
        <span>
          <Icon name="save" />
          {t.savedForLater}
        </span>
      )}
    </p>
  );
}
