// The mark of an edited message, which opens its versions.
import type { Message } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import { shownVersions } from './shown-versions.ts';

/** A button with the time of the last edit as its description. */
export function EditedMark({ message }: { message: Message }) {
  const { editedAt } = message;
  return (
    <button
      type="button"
      class="edited"
      tabIndex={-1}
      title={editedAt && t.editedAt(t.fullDateTime(editedAt))}
      aria-label={t.showEditHistory}
      aria-haspopup="dialog"
      onClick={() => {
        shownVersions.value = message;
      }}
    >
      {t.edited}
    </button>
  );
}
