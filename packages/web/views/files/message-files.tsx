// The files of a message: images and videos as thumbnails, audio with a player, and others as cards to download.
import { type FileReference, isInlineType } from '@parley/chat';
import { useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import type { ChatFiles } from '../../state/files/chat-files.ts';
import { displayedSize, kindOf, styleOf } from '../../state/files/displayed-size.ts';
import type { Outgoing } from '../../state/messages/timeline.ts';
import { onDemand } from '../on-demand.tsx';
import { FileCard, type MessageFileProps } from './file-card.tsx';
import { useFileLink, useNearView } from './file-links-hook.ts';
import { useLocalImage } from './local-image.ts';
import { MediaFile } from './media-file.tsx';
import { UploadStatus } from './upload-status.tsx';

const ImageViewer = onDemand(() => import('./image-viewer.tsx').then((module) => module.ImageViewer));

export type MessageFilesProps = { files: readonly FileReference[]; outgoing: Outgoing | undefined };

/** All files of a message in the log or in the outbox. */
export function MessageFiles({
  chat,
  chatFiles,
  files,
  outgoing,
}: MessageFilesProps & { chat: Chat; chatFiles: ChatFiles }) {
  const [viewed, view] = useState<FileReference>();
  const channel = chat.openChannel.value?.conversation.channel ?? '';
  return (
    <>
      <div class="files">
        {files.map((file) => (
          <MessageFile
            key={file.fileId}
            chatFiles={chatFiles}
            channel={channel}
            file={file}
            sent={outgoing === undefined}
            view={() => view(file)}
          />
        ))}
      </div>
      {outgoing?.uploading && <UploadStatus uploads={chatFiles.uploads} files={files} />}
      {viewed && (
        <ImageViewer chat={chat} chatFiles={chatFiles} channel={channel} first={viewed} close={() => view(undefined)} />
      )}
    </>
  );
}

function MessageFile({ view, ...props }: MessageFileProps & { view: () => void }) {
  const { file } = props;
  const kind = kindOf(file);
  if (!isInlineType(file.type) || kind === 'file') return <FileCard {...props} />;
  if (kind === 'image')
    return file.width === undefined ? <FileCard {...props} /> : <ImageFile {...props} view={view} />;
  return <MediaFile {...props} />;
}

/** A GIF up to this size is displayed itself, so that it moves. */
const MOVING_MAX = 5_000_000;

function ImageFile({ chatFiles, channel, file, sent, view }: MessageFileProps & { view: () => void }) {
  const { element, near } = useNearView<HTMLButtonElement>();
  const local = useLocalImage(chatFiles, file, sent);
  const moves = file.type === 'image/gif' && file.size <= MOVING_MAX && !matchMedia('(prefers-reduced-motion)').matches;
  const variant = file.thumbnail && !moves ? 'thumbnail' : 'original';
  const { url, failed, onError, retry } = useFileLink(chatFiles, channel, file, variant, near && sent && !local);
  return (
    <button
      type="button"
      class="file-image"
      ref={element}
      style={styleOf(displayedSize(file))}
      tabIndex={-1}
      aria-label={failed ? `${t.cannotLoadFile} ${file.name}` : t.openImage(file.name)}
      title={file.name}
      disabled={!sent}
      onClick={failed ? retry : view}
    >
      {failed ? (
        <span class="file-problem">{t.cannotLoadFile}</span>
      ) : (
        (local ?? url) && <img src={local ?? url} alt={file.name} decoding="async" onError={onError} />
      )}
    </button>
  );
}
