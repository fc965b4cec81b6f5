// The button at the message field that picks files.
import { useRef } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { ChatFiles } from '../../state/files/chat-files.ts';
import { Icon } from '../all-icons.tsx';
import type { FieldOfChannel } from '../late-views.ts';

type AttachButtonProps = FieldOfChannel & { chatFiles: ChatFiles };

/** Opens the browser's dialog for files. */
export function AttachButton({ chatFiles, channel, thread, field }: AttachButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="icon-button"
        onClick={() => input.current?.click()}
        aria-label={t.attachFiles}
        title={t.attachFiles}
      >
        <Icon name="attach" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t.attachFiles}
        onChange={({ currentTarget }) => {
          void chatFiles.picker.pick(channel, [...(currentTarget.files ?? [])], thread);
          // So that the same file can be picked again.
          currentTarget.value = '';
          field.current?.focus();
        }}
      />
    </>
  );
}
