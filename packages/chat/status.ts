// The status that a user has chosen: a short text with an emoji, which may expire.

/** The longest text of a status, in Unicode code points. */
export const STATUS_MAX = 100;

/** What a user is doing; until a time (ISO 8601, UTC), or until the user changes it. */
export type Status = { text: string; emoji?: string; until?: string };

/** A status that has not expired. */
export function currentStatus(status: Status | undefined, now: number): Status | undefined {
  return status?.until !== undefined && Date.parse(status.until) <= now ? undefined : status;
}
