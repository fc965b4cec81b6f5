// The size at which images and videos are displayed in a message: known before they are loaded, so that nothing moves when they are.
import type { FileReference } from '@parley/chat';

/** The largest size, in pixels of the page. */
export const THUMBNAIL_WIDTH = 360;
export const THUMBNAIL_HEIGHT = 240;

/** An image that is smaller is displayed with a border of this size, so that it can be pressed. */
const SIDE_MIN = 44;

/** What a file is displayed as. */
export type FileKind = 'image' | 'video' | 'audio' | 'file';

/** The kind of a file, by its type. */
export function kindOf({ type }: Pick<FileReference, 'type'>): FileKind {
  const [kind] = type.split('/', 1);
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file';
}

/** The size of an image or a video: in its proportions, and no larger than it is. */
export function displayedSize({ width = 0, height = 0 }: Pick<FileReference, 'width' | 'height'>): {
  width: number;
  height: number;
} {
  const factor = Math.min(1, THUMBNAIL_WIDTH / width, THUMBNAIL_HEIGHT / height);
  return {
    width: Math.max(SIDE_MIN, Math.round(width * factor)),
    height: Math.max(SIDE_MIN, Math.round(height * factor)),
  };
}

/** A size as a style. In a narrow window the width is less, and the proportions stay. */
export function styleOf({ width, height }: { width: number; height: number }) {
  return { width: `${width}px`, aspectRatio: `${width} / ${height}` };
}

/** What stands for the files of a message without a text: their kind, if all have one, and their number. */
export function summaryOf(files: readonly Pick<FileReference, 'type'>[]): { kind: FileKind; count: number } {
  const kinds = new Set(files.map(kindOf));
  const [kind = 'file'] = kinds;
  return { kind: kinds.size === 1 ? kind : 'file', count: files.length };
}
