// The versions of a message: its current text and the earlier ones that are kept, for readers of its channel.
import type { MessageVersion, MessageVersions } from '@parley/chat';
import type { Members } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import type { ChatTableDeps } from '../db/chat-table.ts';
import { asOfNow } from '../db/expiry.ts';
import type { Log } from '../db/log.ts';
import { readVersions } from '../db/version-rows.ts';
import { ApiError } from '../errors.ts';

export type MessageVersionsDeps = ChatTableDeps & { log: Log; members: Members; now: () => number };

/** Reads the versions of a message of a channel. */
export async function readMessageVersions(
  reader: TokenUser,
  { channel, seq }: { channel: string; seq: number },
  deps: MessageVersionsDeps,
): Promise<MessageVersions> {
  const { log, members, now } = deps;
  // The message after its earlier texts: what was deleted meanwhile is not returned, nor is a text twice that an edit replaces meanwhile.
  const earlier = await readVersions(channel, seq, deps);
  const { entries } = await log.slice(channel, { before: seq + 1, limit: 1 });
  // Checked after both are read, so that the response contains nothing that was written after the reader was removed from the channel.
  const { settings } = await members.authorize(channel, reader, 'read');
  const found = entries.find((entry) => entry.seq === seq);
  const message = found && asOfNow(found, settings, now());
  if (message?.kind !== 'message') throw new ApiError(404, 'no-message', `#${channel} has no message ${seq}.`);
  if (message.deleted) throw new ApiError(409, 'deleted', 'The message is deleted, and so are its earlier versions.');
  const at = message.edited ? message.editedAt : message.timestamp;
  const edit = (earlier[0]?.edit ?? -1) + 1;
  const current: MessageVersion = { edit, message: message.message, ...(at !== undefined && { at }) };
  return { versions: [current, ...earlier] };
}
