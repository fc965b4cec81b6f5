// The lifecycle of buckets: objects that have expired are deleted, and uploads that were not completed are aborted.
import type { LifecycleRule } from './bucket-settings.ts';
import type { StoredObject } from './stored-objects.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Whether a rule has deleted an object by now. */
export function isExpired(rule: LifecycleRule, key: string, object: StoredObject, now: number): boolean {
  const { prefix, tags, largerThan, smallerThan, expirationDays } = rule;
  return (
    expirationDays !== undefined &&
    key.startsWith(prefix) &&
    object.size > largerThan &&
    object.size < smallerThan &&
    Object.entries(tags).every(([name, value]) => object.tags?.[name] === value) &&
    dueAt(object.modifiedAt, expirationDays) <= now
  );
}

/** Whether a rule has aborted an upload by now. It can have no tags: an upload has none yet. */
export function isUploadExpired(rule: LifecycleRule, upload: { key: string; createdAt: number }, now: number): boolean {
  const { prefix, abortUploadDays } = rule;
  return (
    abortUploadDays !== undefined && upload.key.startsWith(prefix) && dueAt(upload.createdAt, abortUploadDays) <= now
  );
}

/** The days are counted from the next midnight in UTC (Amazon S3 User Guide, "Lifecycle rules: based on the age of an object"). */
function dueAt(from: number, days: number): number {
  return Math.ceil((from + days * DAY_MS) / DAY_MS) * DAY_MS;
}
