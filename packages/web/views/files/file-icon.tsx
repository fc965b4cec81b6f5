// The icon of a file, by its type.
import type { FileReference } from '@parley/chat';
import { kindOf } from '../../state/files/displayed-size.ts';
import { Icon, type IconName } from '../all-icons.tsx';

/** The icon of a file. */
export function FileIcon({ file }: { file: Pick<FileReference, 'type' | 'name'> }) {
  return <Icon name={iconOf(file)} />;
}

const ICONS: Readonly<Record<ReturnType<typeof kindOf>, IconName>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  file: 'file',
};

function iconOf({ type, name }: Pick<FileReference, 'type' | 'name'>): IconName {
  if (/\.(?:zip|gz|tgz|7z|rar|xz|bz2|tar)$/i.test(name)) return 'archive';
  if (/^text\/|pdf|document|msword|rtf/.test(type)) return 'document';
  return ICONS[kindOf({ type })];
}
