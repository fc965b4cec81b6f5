// How far the files of a message are uploaded.
import type { FileReference } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import type { FileUploads } from '../../state/files/file-uploads.ts';

/** The line under a message whose files are being uploaded. */
export function UploadStatus({ uploads, files }: { uploads: FileUploads; files: readonly FileReference[] }) {
  const percent = percentOf(uploads, files);
  return (
    <div class="upload-status">
      <progress max={100} value={percent} aria-label={t.uploadingFiles(files.length, percent)} />
      <span class="secondary">{t.uploadingFiles(files.length, percent)}</span>
    </div>
  );
}

/** The part that is uploaded, of 100. The last percent is the server's answer. */
export function percentOf(uploads: FileUploads, files: readonly Pick<FileReference, 'fileId' | 'size'>[]): number {
  const records = new Map(uploads.records.value.map((record) => [record.fileId, record]));
  const progress = uploads.progress.value;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const sent = files.reduce(
    (sum, { fileId, size }) =>
      sum + (records.get(fileId)?.state === 'uploaded' ? size : Math.min(size, progress.get(fileId) ?? 0)),
    0,
  );
  return total === 0 ? 0 : Math.min(99, Math.floor((sent / total) * 100));
}
