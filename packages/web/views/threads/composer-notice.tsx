// Above the message field: which message is being edited or will be quoted.
import { t } from '../../i18n/all-texts.ts';
import { finePointer } from '../../platform/browser.ts';
import type { Draft } from '../../state/messages/drafts.ts';
import { Icon } from '../all-icons.tsx';
import { useDisplayName } from '../users/user-view.tsx';

/** More than the widest window shows of a line. */
const LINE_MAX = 300;

/** `id` is that of the notice, which describes the field. */
export function ComposerNotice({ draft, id }: { draft: Draft; id: string }) {
  const nameOf = useDisplayName();
  const isEditing = draft.edit.value !== undefined;
  const quoted = draft.quote.value;
  if (!isEditing && !quoted) return null;
  const cancel = () => {
    if (isEditing) draft.startEdit(undefined);
    else draft.quote.value = undefined;
  };
  return (
    <p class={isEditing ? 'editing' : 'editing quoting'} id={id}>
      <Icon name={isEditing ? 'edit' : 'reply'} />
      {isEditing ? (
        <span>{finePointer.value ? t.editingMessageWithKeys : t.editingMessage}</span>
      ) : (
        quoted && (
          <span class="one-line" dir="auto">
            {t.replyingTo(nameOf(quoted), firstLine(quoted))}
          </span>
        )
      )}
      <button type="button" class="link-button" onClick={cancel}>
        {t.cancel}
      </button>
    </p>
  );
}

/** The first line of a message that is not empty, or a sign for its files. */
export function firstLine({ message, files }: { message: string; files?: readonly unknown[] }): string {
  const line = message.split('\n').find((one) => one.trim() !== '');
  return line?.slice(0, LINE_MAX) ?? (files ? '📎' : '');
}
