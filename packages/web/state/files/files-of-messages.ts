// How the files that are uploaded and the messages in the outbox follow each other.
import { t } from '../../i18n/all-texts.ts';
import type { Item, Items } from '../outbox/outbox-items.ts';
import { type FileRecord, type FileRecords, waiting } from './file-record.ts';

/** What has to change: the files, and the messages that can be sent or have failed. */
export type Reconciliation = {
  records: FileRecords;
  uploaded: readonly string[];
  failed: readonly { id: string; problem: string }[];
};

/** The server deletes what no message refers to after a day; a file that was uploaded longer ago is uploaded again. */
export const UPLOAD_KEPT_MS = 20 * 60 * 60 * 1000;

/**
 * Compares both. A file belongs to the message that is sent with it, and is deleted when that message has left the outbox, as it is
 * in the log or was discarded. Returns the same `records` if none changes.
 */
export function reconcile(records: FileRecords, items: Items, now: number): Reconciliation {
  const messages = items.filter(({ attached }) => attached);
  const ids = new Set(messages.map(({ id }) => id));
  const byFile = new Map(
    messages.flatMap((item) => (item.attached ?? []).map(({ fileId }) => [fileId, item] as const)),
  );
  const kept = records.filter(({ message }) => message === undefined || ids.has(message));
  const next = kept.map((record) => followMessage(record, byFile.get(record.fileId), now));
  const isSame = next.length === records.length && next.every((record, index) => record === records[index]);
  const outcomes = messages
    .filter(({ uploading, state }) => uploading && state === 'queued')
    .map((item) => ({ id: item.id, outcome: outcomeOf(item, next) }));
  return {
    records: isSame ? records : next,
    uploaded: outcomes.filter(({ outcome }) => outcome === 'uploaded').map(({ id }) => id),
    failed: outcomes.flatMap(({ id, outcome }) => (typeof outcome === 'object' ? [{ id, ...outcome }] : [])),
  };
}

function followMessage(record: FileRecord, item: Item | undefined, now: number): FileRecord {
  if (!item) return record;
  const own = record.message === item.id ? record : { ...record, message: item.id };
  if (!item.uploading) return own;
  if (item.state === 'failed') return own.state === 'failed' ? { ...own, state: 'held' } : own;
  const isOld = own.state === 'uploaded' && (own.uploadedAt ?? 0) < now - UPLOAD_KEPT_MS;
  return own.state === 'held' || isOld ? waiting(own) : own;
}

function outcomeOf({ attached = [] }: Item, records: FileRecords): 'uploaded' | 'uploading' | { problem: string } {
  const files = attached.map(({ fileId, name }) => ({ name, record: records.find((one) => one.fileId === fileId) }));
  const lost = files.find(({ record }) => !record);
  if (lost) return { problem: t.fileLost(lost.name) };
  const failed = files.find(({ record }) => record?.state === 'failed');
  if (failed) return { problem: t.fileFailed(failed.name, failed.record?.problem ?? '') };
  return files.every(({ record }) => record?.state === 'uploaded') ? 'uploaded' : 'uploading';
}
