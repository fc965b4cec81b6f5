// The files of a channel: a tab of its details, with a filter, the viewer, downloads, and links to the messages.
import { type Channel, FILE_KINDS, type FileKind, isInlineType, type ListedFile } from '@parley/chat';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { filesRequest } from '../../api/files-api.ts';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import { messageAddress, threadAddress } from '../../platform/address.ts';
import { panelCovers } from '../../platform/browser.ts';
import type { Chat } from '../../state/chat.ts';
import { ChannelFileList, withEntries } from '../../state/files/channel-file-list.ts';
import type { ChatFiles } from '../../state/files/chat-files.ts';
import { kindOf } from '../../state/files/displayed-size.ts';
import { Icon } from '../all-icons.tsx';
import { useDisplayName } from '../users/user-view.tsx';
import { useDownload } from './file-card.tsx';
import { FileIcon } from './file-icon.tsx';
import { useFileLink, useNearView } from './file-links-hook.ts';
import { ImageViewer } from './image-viewer.tsx';

type ChannelFilesProps = { chat: Chat; channel: Channel };

/** Newest first. The files of blocked users are left out, as their messages are. */
export function ChannelFiles({ chat, channel: { name } }: ChannelFilesProps) {
  const [kind, setKind] = useState<FileKind>();
  const [viewed, view] = useState<ListedFile>();
  const list = useMemo(() => new ChannelFileList(filesRequest(chat, name), kind), [kind]);
  useEffect(() => void list.load(), [list]);
  const { loading, failed, ...loaded } = list.state.value;
  const { entries } = chat.openChannel.value?.conversation.timeline.value ?? { entries: [] };
  const blocked = chat.blocked.userIds.value;
  const files = useMemo(
    () => withEntries(loaded, entries, kind).filter(({ userId }) => !blocked.has(userId)),
    [list.state.value, entries, kind, blocked],
  );
  const chatFiles = chat.files.value;
  if (!chatFiles) return null;
  return (
    <section class="channel-files" aria-label={t.filesOfChannel} aria-busy={loading}>
      <fieldset class="file-kinds" aria-label={t.kindOfFiles}>
        {[undefined, ...FILE_KINDS].map((one) => (
          <button type="button" key={one ?? 'all'} aria-pressed={one === kind} onClick={() => setKind(one)}>
            {t.filesOfKind(one ?? 'all')}
          </button>
        ))}
      </fieldset>
      <p class="secondary" role="status">
        {loading && files.length === 0 ? t.loading : files.length === 0 && failed === undefined ? t.noFiles : ''}
      </p>
      <ul>
        {files.map((file) => (
          <FileRow key={file.fileId} {...{ chat, chatFiles, channel: name, file }} view={() => view(file)} />
        ))}
      </ul>
      {failed !== undefined && (
        <p class="form-error" role="alert">
          {errorText(failed)}{' '}
          <button type="button" class="link-button" onClick={() => void list.load()}>
            {t.tryAgain}
          </button>
        </p>
      )}
      {loaded.next !== undefined && !loading && failed === undefined && (
        <button type="button" class="button wide" onClick={() => void list.load()}>
          {t.moreFiles}
        </button>
      )}
      {viewed && (
        <ImageViewer
          {...{ chat, chatFiles, channel: name }}
          first={viewed}
          images={files.filter(isViewable).reverse()}
          close={() => view(undefined)}
        />
      )}
    </section>
  );
}

function isViewable(file: ListedFile): boolean {
  return kindOf(file) === 'image' && isInlineType(file.type) && file.width !== undefined;
}

type FileRowProps = { chat: Chat; chatFiles: ChatFiles; channel: string; file: ListedFile; view: () => void };

function FileRow({ chat, chatFiles, channel, file, view }: FileRowProps) {
  const nameOf = useDisplayName();
  const { error, start } = useDownload({ chatFiles, channel, file });
  const { name, size, seq, thread, timestamp } = file;
  const opens = isViewable(file);
  const author = nameOf(file);
  const address = thread === undefined ? messageAddress(channel, seq) : threadAddress({ channel, seq: thread });
  // Where there is room, the list stays beside the message.
  const jump = (event: MouseEvent) => {
    const { conversation } = chat.openChannel.peek() ?? {};
    const isElsewhere = thread !== undefined || panelCovers.peek() || conversation?.channel !== channel;
    if (isElsewhere || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void conversation.excerpt.jumpTo({ seq, exact: true });
  };
  return (
    <li>
      <button type="button" class="file-row" onClick={opens ? view : start} title={name}>
        <FilePreview {...{ chatFiles, channel, file }} />
        <span class="file-name">
          <bdi>{name}</bdi>
          <span class="secondary" dir="auto">
            {author} · <time dateTime={timestamp}>{t.dateTime(timestamp)}</time>
          </span>
          <span
            class={error === undefined ? 'secondary' : 'file-problem'}
            role={error === undefined ? undefined : 'alert'}
          >
            {error ?? [typeName(file), t.fileSize(size)].filter(Boolean).join(' · ')}
          </span>
        </span>
        <span class="visually-hidden">{opens ? t.openImage(name) : t.downloadFile(name)}</span>
      </button>
      <a
        class="icon-button"
        href={`#${address}`}
        onClick={jump}
        aria-label={t.jumpToFile(name)}
        title={t.jumpToMessage}
      >
        <Icon name="message" />
      </a>
      {opens && (
        <button
          type="button"
          class="icon-button"
          onClick={start}
          aria-label={t.downloadFile(name)}
          title={t.downloadFile(name)}
        >
          <Icon name="download" />
        </button>
      )}
    </li>
  );
}

/** An image without a thumbnail is small itself. */
function FilePreview({ chatFiles, channel, file }: Pick<FileRowProps, 'chatFiles' | 'channel' | 'file'>) {
  const { element, near } = useNearView<HTMLSpanElement>();
  const hasImage = file.thumbnail === true || isViewable(file);
  const { url, onError } = useFileLink(
    chatFiles,
    channel,
    file,
    file.thumbnail ? 'thumbnail' : 'original',
    near && hasImage,
  );
  return (
    <span class="tray-preview" ref={element} aria-hidden="true">
      {url === undefined ? <FileIcon file={file} /> : <img src={url} alt="" decoding="async" onError={onError} />}
    </span>
  );
}

// The extension of the name, which readers know better than media types.
function typeName({ name }: ListedFile): string {
  return /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toUpperCase() ?? '';
}
