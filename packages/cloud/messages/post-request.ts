// What a request to post requires of its author, and what distinguishes it from another one with the same id.
import { createHash } from 'node:crypto';
import type { Action, NewEntry } from '@parley/chat';
import type { TokenUser } from '../authenticated-user.ts';
import type { StoredEntry } from '../db/log.ts';

/** The actions of which a user needs one to post an entry. Whose message a deletion is about is checked with its target. */
export const REQUIRED_ACTIONS: Readonly<Record<NewEntry['kind'], [Action, ...Action[]]>> = {
  message: ['post'],
  edit: ['edit-own'],
  deletion: ['edit-own', 'delete-any'],
  reaction: ['react'],
  pin: ['pin'],
};

/** Distinguishes a retry from other content with the same id: 16 characters of base64, 96 bits. */
export function digestOf(newEntry: NewEntry, { userId }: TokenUser): string {
  const hash = createHash('sha256').update(JSON.stringify([userId, newEntry]));
  return hash.digest('base64').slice(0, 16);
}

/**
 * Whether a request is a retry of the one that stored an entry. In a row of an early version, without a digest, only the author is compared. Of an
 * entry that has expired nothing is left to compare but the id, which its author alone has used.
 */
export function isSameRequest({ entry, digest: stored }: StoredEntry, digest: string, { userId }: TokenUser): boolean {
  if ('expired' in entry && entry.expired) return true;
  return stored === undefined ? entry.userId === userId : stored === digest;
}
