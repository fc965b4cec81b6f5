// The files of a chat: what is picked, uploaded and displayed. Its code is loaded on demand.
import type { Message } from '@parley/chat';
import type { FileLinks } from './file-links.ts';
import type { FilePicker } from './file-picker.ts';
import type { FileUploads } from './file-uploads.ts';

/** The files of a chat. */
export type ChatFiles = {
  picker: FilePicker;
  uploads: FileUploads;
  links: FileLinks;
  /** Whether the user may send files: guests may not, and no user may where they are switched off. */
  canSend: boolean;
  /** What stands for a message where only a line of it is read: files-excerpt.ts. */
  excerptOf: (message: Pick<Message, 'message' | 'files'>) => string;
};
