// The unread mentions of each channel, compared at two times.

/** The number of unread mentions of each channel. */
export type MentionCounts = ReadonlyMap<string, number>;

/** The channels in which the user was mentioned since. A channel that was not known before has no new mentions. */
export function mentionedSince(before: MentionCounts, now: MentionCounts): string[] {
  return [...now].filter(([name, count]) => count > (before.get(name) ?? count)).map(([name]) => name);
}
