// Connects files with the chat and the browser. Loaded when the chat is displayed.
import type { FilesConfig } from '@parley/chat';
import { linksRequest, uploadApi } from '../../api/files-api.ts';
import { WebError } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import { online } from '../../platform/browser.ts';
import { openIndexedDbFiles } from '../../platform/files/indexeddb-files.ts';
import { putBytesTo } from '../../platform/files/put-bytes.ts';
import type { Chat } from '../../state/chat.ts';
import type { ChatFiles } from '../../state/files/chat-files.ts';
import { FileLinks } from '../../state/files/file-links.ts';
import { FilePicker } from '../../state/files/file-picker.ts';
import { FileUploads } from '../../state/files/file-uploads.ts';
import { excerptOf } from '../../state/files/files-excerpt.ts';
import { systemClock } from '../../state/ports.ts';
import type { LateViews } from '../late-views.ts';
import { AttachButton } from './attach-button.tsx';
import { FileDrop } from './file-drop.tsx';
import { FileTray } from './file-tray.tsx';
import { MessageFiles } from './message-files.tsx';

/** Starts the uploads; returns the views of files, and how to stop. Where the user may not send files, dropped files are refused in words. */
export function startFiles(
  chat: Chat,
  config: FilesConfig | undefined,
): { views: LateViews['files']; stop: () => void } {
  if (!config) return { views: { FileDrop }, stop: () => undefined };
  const uploads = new FileUploads({
    api: uploadApi(chat),
    put: putBytesTo(config.uploads),
    clock: systemClock,
    online,
    outbox: chat.outbox,
    openStorage: () => openIndexedDbFiles(chat.user.userId),
  });
  const links = new FileLinks({ request: linksRequest(chat, config.downloads), clock: systemClock });
  // Images are prepared by code of some kilobytes, which few visits need.
  const loading = () =>
    import('../../platform/files/prepare-file.ts').catch((cause) => {
      throw new WebError('unreachable', t.viewMayBeOutdated, { cause });
    });
  const picker = new FilePicker({ config, uploads, prepare: async (file) => (await loading()).prepareFile(file) });
  // Guests are gone after a day, and the files would remain.
  const canSend = config.maxBytes > 0 && !chat.user.guest;
  const chatFiles: ChatFiles = { picker, uploads, links, excerptOf, canSend };
  chat.files.value = chatFiles;
  void uploads.open();
  const onBeforeUnload = (event: BeforeUnloadEvent) => picker.atRisk && event.preventDefault();
  addEventListener('beforeunload', onBeforeUnload);
  return {
    views: {
      FileDrop,
      ...(canSend && {
        AttachButton: (props) => <AttachButton {...props} chatFiles={chatFiles} />,
        FileTray: (props) => <FileTray {...props} chatFiles={chatFiles} />,
      }),
      MessageFiles: (props) => <MessageFiles {...props} chat={chat} chatFiles={chatFiles} />,
    },
    stop: () => {
      chat.files.value = undefined;
      removeEventListener('beforeunload', onBeforeUnload);
      uploads.close();
      links.close();
    },
  };
}
