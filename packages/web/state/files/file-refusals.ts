// Why a file cannot be sent: said before anything of it is read or uploaded.
import { cleanFileName, type FilesConfig, isFileAllowed, UNKNOWN_TYPE } from '@parley/chat';
import { WebError } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';

/** Throws what is wrong with a file. The server checks the same. */
export function checkFile(
  { name, type, size }: Pick<File, 'name' | 'type' | 'size'>,
  { maxBytes, types }: FilesConfig,
): void {
  const file = { name: cleanFileName(name), type: mediaType(type) };
  if (size === 0) throw new WebError('bad-file', t.fileEmpty(file.name));
  if (!isFileAllowed(file, types)) throw new WebError('bad-file', t.fileTypeNotAllowed(file.name));
  if (size > maxBytes) throw new WebError('bad-file', t.fileTooLarge(file.name, size, maxBytes));
}

/** The media type without parameters, as browsers find it by the extension. */
export function mediaType(type: string): string {
  return type.split(';', 1)[0]?.trim().toLowerCase() || UNKNOWN_TYPE;
}
