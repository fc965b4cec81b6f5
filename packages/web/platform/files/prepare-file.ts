// Prepares a picked file: refuses what cannot be sent, removes the metadata of an image, and makes a thumbnail.
import { cleanFileName, type FileReference, THUMBNAIL_TYPES, UNKNOWN_TYPE } from '@parley/chat';
import { WebError } from '../../errors.ts';
import { t } from '../../i18n/all-texts.ts';
import type { FileContent, FileRecord } from '../../state/files/file-record.ts';
import { mediaType } from '../../state/files/file-refusals.ts';
import { type ImageHeader, readImageHeader } from '../../state/files/image-header.ts';
import { withoutMetadata } from '../../state/files/image-metadata.ts';
import { mediaMetadata } from './media-metadata.ts';
import { imageThumbnail, isSmall } from './thumbnails.ts';

/** The most megapixels of an image, which is decoded for its thumbnail: 400 MB of memory. Phones take 12 to 50. */
export const MEGAPIXELS_MAX = 100;

/** What is read to find the header of an image. Before that of a JPEG there can be some segments of 64 kB. */
const HEADER_BYTES = 1024 * 1024;

/** Images that may have a place, and that are sent as they are: TIFF and what cameras write before they make an image of it. */
const PLACE_TYPES = /^image\/(?:tiff|jxl|jp2|jxr|vnd\.ms-photo|x-.*)$/;

/** A file that can be uploaded. */
export type PreparedFile = {
  /** What the user should know of it. */
  notice?: string;
  file: Pick<FileRecord, 'name' | 'type' | 'size' | 'thumbnail' | 'width' | 'height' | 'duration'>;
  content: FileContent;
};

/** Prepares a file that was checked. */
export async function prepareFile(original: File): Promise<PreparedFile> {
  const name = cleanFileName(original.name);
  const type = mediaType(original.type);
  const header = readImageHeader(new Uint8Array(await original.slice(0, HEADER_BYTES).arrayBuffer()));
  if (header) return prepareImage(original, name, header);
  if (type.startsWith('audio/') || type.startsWith('video/')) return prepareMedia(original, name, type);
  // What has the type of such an image and is none would be displayed as a broken image.
  if (/^image\/(?:jpeg|png|gif|webp|avif)$/.test(type)) return prepared(original, { name, type: UNKNOWN_TYPE });
  const file = prepared(original, { name, type });
  return PLACE_TYPES.test(type) ? { ...file, notice: t.metadataKept(name) } : file;
}

async function prepareImage(
  original: File,
  name: string,
  { format, width, height }: ImageHeader,
): Promise<PreparedFile> {
  const megapixels = (width * height) / 1_000_000;
  // Before any decoder sees it: a decompression bomb has few bytes, and pixels for all of the memory.
  if (megapixels > MEGAPIXELS_MAX)
    throw new WebError('bad-file', t.imageTooLarge(name, Math.round(megapixels), MEGAPIXELS_MAX));
  const clean = width > 0 && height > 0 && withoutMetadata(new Uint8Array(await original.arrayBuffer()), format);
  if (!clean) throw new WebError('bad-file', t.imageDamaged(name));
  const file = new Blob(clean.parts, { type: format });
  const dimensions = HEIF.test(format)
    ? await decodedSize(file)
    : clean.turned
      ? { width: height, height: width }
      : { width, height };
  // Only Safari displays HEIC: others download it.
  if (!dimensions) return prepared(file, { name, type: format });
  const isOwnThumbnail = format !== 'image/gif' && isSmall(file.size, width, height);
  const thumbnail = await imageThumbnail(file, dimensions.width, dimensions.height);
  // The browser cannot display it: it is sent as a file of unknown type.
  if (!thumbnail) return prepared(file, { name, type: UNKNOWN_TYPE });
  return prepared(file, { name, type: format, ...dimensions }, isOwnThumbnail ? undefined : thumbnail);
}

/** Formats that say by properties, and not in their Exif data, how they are turned: the decoder knows. */
const HEIF = /^image\/(?:avif|heic)$/;

async function decodedSize(file: Blob): Promise<{ width: number; height: number } | undefined> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return undefined;
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
}

async function prepareMedia(original: File, name: string, type: string): Promise<PreparedFile> {
  const { thumbnail, ...known } = await mediaMetadata(original, type.startsWith('audio/') ? 'audio' : 'video');
  return prepared(original, { name, type, ...known }, thumbnail);
}

function prepared(
  file: Blob,
  reference: Omit<FileReference, 'fileId' | 'size' | 'thumbnail'>,
  thumbnail?: Blob,
): PreparedFile {
  const type = THUMBNAIL_TYPES.find((one) => one === thumbnail?.type);
  const small = thumbnail && type ? { thumbnail: { size: thumbnail.size, type } } : {};
  return {
    file: { ...reference, size: file.size, ...small },
    content: { file, ...(small.thumbnail && thumbnail && { thumbnail }) },
  };
}
