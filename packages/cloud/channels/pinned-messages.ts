// The pinned messages of a channel, as its members read them.
import { isExpired, type Message } from '@parley/chat';
import type { Members } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import type { LogDeps } from '../db/log.ts';
import { entriesAt } from '../db/log-ranges.ts';

/**
 * Reads the pinned messages in their current state, the newest pin first. A message that is unpinned or deleted after the list was read is left out; one
 * that is pinned then is not in it, and its entry reaches the reader's page.
 */
export async function pinnedMessages(
  channel: string,
  reader: TokenUser,
  deps: LogDeps & { members: Members; now: () => number },
): Promise<{ pins: Message[] }> {
  const { members } = deps;
  const { settings } = await members.authorize(channel, reader, 'read');
  const { pinned = [] } = settings;
  if (pinned.length === 0) return { pins: [] };
  const entries = await entriesAt(
    deps,
    pinned.map((seq) => ({ channel, seq })),
  );
  // Checked after they are read, so that the list contains nothing that was changed after the reader was removed from the channel.
  const { settings: retention } = await members.authorize(channel, reader, 'read');
  const messages = entries.filter((entry) => entry.kind === 'message');
  const pins = messages.filter((one) => one.pinned !== undefined && !isExpired(one, retention, deps.now()));
  return { pins: pins.toSorted((a, b) => (b.pinned?.seq ?? 0) - (a.pinned?.seq ?? 0)) };
}
