// The channels that were opened last in this browser, newest first.
import { draftStorage } from './browser.ts';

/** The most names that are kept. */
const RECENT_MAX = 20;

const KEY = 'parley.recent-channels';

/** The names of the channels that were opened last. */
export function recentChannels(): string[] {
  return draftStorage.read(KEY).split(' ').filter(Boolean);
}

/** Records that a channel is opened. */
export function recordOpened(name: string): void {
  const others = recentChannels().filter((one) => one !== name);
  draftStorage.write(KEY, [name, ...others].slice(0, RECENT_MAX).join(' '));
}
