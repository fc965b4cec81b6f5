// Earlier texts of edited messages, which the readers of a message can read for as long as it is not deleted.

/** The most replaced texts that are stored of one message: the first one, and the newest of the others. */
export const VERSIONS_MAX = 10;

/**
 * A text that a message has or had. `edit` is the number of edits before it, so 0 is the original text. `at` is when it was written (ISO
 * 8601, UTC); the texts of early versions of Parley may have none.
 */
export type MessageVersion = { edit: number; at?: string; message: string };

/** The versions of a message, newest first, with the current one. Numbers that are missing were not kept. */
export type MessageVersions = { versions: MessageVersion[] };

/** The place of a replaced text among those that are stored: the first keeps its place, and a later one replaces the oldest of the others. */
export function versionSlot(edit: number): number {
  return edit === 0 ? 0 : 1 + ((edit - 1) % (VERSIONS_MAX - 1));
}
