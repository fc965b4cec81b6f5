// A file as a card: its icon, name and size, and a button that downloads it.
import type { FileReference } from '@parley/chat';
import { useState } from 'preact/hooks';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { ChatFiles } from '../../state/files/chat-files.ts';
import { Icon } from '../all-icons.tsx';
import { FileIcon } from './file-icon.tsx';
import { download } from './file-links-hook.ts';

/** What displays one file. `sent` is whether the server has it. */
export type MessageFileProps = { chatFiles: ChatFiles; channel: string; file: FileReference; sent: boolean };

/** A card. The link is requested when the button is pressed. */
export function FileCard({ chatFiles, channel, file, sent }: MessageFileProps) {
  const { error, start } = useDownload({ chatFiles, channel, file });
  return (
    <div class="file-card">
      <FileIcon file={file} />
      <span class="file-name">
        <bdi title={file.name}>{file.name}</bdi>
        <span
          class={error === undefined ? 'secondary' : 'file-problem'}
          role={error === undefined ? undefined : 'alert'}
        >
          {error ?? t.fileSize(file.size)}
        </span>
      </span>
      {sent && (
        <button
          type="button"
          class="icon-button"
          tabIndex={-1}
          onClick={start}
          aria-label={t.downloadFile(file.name)}
          title={t.downloadFile(file.name)}
        >
          <Icon name="download" />
        </button>
      )}
    </div>
  );
}

/** Downloads a file by a new link. */
export function useDownload({ chatFiles, channel, file }: Pick<MessageFileProps, 'chatFiles' | 'channel' | 'file'>) {
  const [error, setError] = useState<string>();
  const start = () => {
    setError(undefined);
    chatFiles.links
      .link(channel, file, 'download')
      .then(download)
      .catch((cause: unknown) => setError(errorText(cause)));
  };
  return { error, start };
}
