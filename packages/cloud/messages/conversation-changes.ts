// What a message changes in the lists of the participants of a direct conversation.
import type { ChannelAccess } from '../access/channel-access.ts';
import type { Members } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import type { ChatTableDeps, Writes } from '../db/chat-table.ts';
import { closedByWrite, openWrites, reopenWrites } from '../db/conversation-rows.ts';
import { recipientsAmong } from '../db/guest-rows.ts';

/**
 * The changes with a message: its author has answered the conversation, and participants who have closed it have it in their lists
 * again, except those who have blocked the author and guests who have departed. An author without room for another open conversation has it among the
 * unanswered ones: the message itself is always stored.
 */
export async function conversationWrites(
  { settings, participation }: ChannelAccess,
  { userId }: Pick<TokenUser, 'userId'>,
  deps: ChatTableDeps & { members: Members; now: () => number },
): Promise<Writes> {
  const { name, closedBy = new Set<string>() } = settings;
  if (settings.kind !== 'direct' || !participation) return [];
  const { chatTable, members, now } = deps;
  const { closed, requestedAt } = participation;
  const isOpening = (closed || requestedAt !== undefined) && (await members.hasRoomForConversation({ userId }));
  const others = [...closedBy].filter((one) => one !== userId);
  const reopening = await recipientsAmong(others, userId, deps);
  if (closed && !isOpening) reopening.push(userId);
  const noLongerClosed = [...reopening, ...(closed && isOpening ? [userId] : [])];
  const at = new Date(now()).toISOString();
  return [
    ...(isOpening ? openWrites(chatTable, name, userId, participation) : []),
    ...reopening.flatMap((one) => reopenWrites(chatTable, name, one, at)),
    ...(noLongerClosed.length > 0 ? [closedByWrite(chatTable, name, 'DELETE', noLongerClosed)] : []),
  ];
}
