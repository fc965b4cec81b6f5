// What stands for a message that has files and no text, where only a line of it is shown or read aloud.
import type { FileReference } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import { summaryOf } from './displayed-size.ts';

/** The text, or else "Image" or "3 files"; empty for a message without both. */
export function excerptOf({
  message,
  files = [],
}: {
  message: string;
  files?: readonly Pick<FileReference, 'type'>[];
}): string {
  if (message.trim() !== '' || files.length === 0) return message;
  const { kind, count } = summaryOf(files);
  return t.filesExcerpt(kind, count);
}
