// The texts that were searched for last in this browser, newest first. A sign-out deletes them.

/** The most texts that are kept. */
const RECENT_MAX = 8;

const keyOf = (userId: string) => `parley.recent-searches.${userId}`;

/** The texts that a user has searched for. */
export function recentSearches(userId: string): string[] {
  try {
    const texts: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]');
    return Array.isArray(texts) ? texts.filter((text) => typeof text === 'string').slice(0, RECENT_MAX) : [];
  } catch {
    return [];
  }
}

/** Records a search of which a result is opened, or which ends. */
export function recordSearch(userId: string, text: string): void {
  const wanted = text.trim();
  if (wanted === '') return;
  // What was typed on the way to this text is none of its own.
  const others = recentSearches(userId).filter((one) => !wanted.startsWith(one));
  write(userId, JSON.stringify([wanted, ...others].slice(0, RECENT_MAX)));
}

/** Deletes them. */
export function clearSearches(userId: string): void {
  write(userId, undefined);
}

// A storage that is full or denied keeps nothing.
function write(userId: string, texts: string | undefined): void {
  try {
    if (texts === undefined) localStorage.removeItem(keyOf(userId));
    else localStorage.setItem(keyOf(userId), texts);
  } catch {
    return;
  }
}
