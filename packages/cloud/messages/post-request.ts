// What a request to post requires of its author, and what distinguishes it from another one with the same id.
import { createHash } from 'node:crypto';
import type { Action, NewEntry } from '@parley/chat';
import type { TokenUser } from '../authenticated-user.ts';

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
