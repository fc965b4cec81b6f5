// A change of how long a channel keeps its messages.
import { expiryTime } from '@parley/chat';
import type { ChannelAccess } from '../access/channel-access.ts';
import { positionBefore } from '../db/expiry.ts';
import type { Log } from '../db/log.ts';
import { listRetentionWrite, retentionWrite } from '../db/retention-rows.ts';
import type { ModerationAction } from './notices.ts';

export type RetentionChangeDeps = { log: Log; chatTable: string; now: () => number };

/**
 * Sets the days; undefined if the channel has them already. It takes effect with the entry of the log: the position up to which everything has
 * expired is that of the shorter time, the new one or the one before. So what has expired stays so when messages are kept longer again.
 */
export async function retentionAction(
  { settings }: ChannelAccess,
  retentionDays: number,
  { log, chatTable, now }: RetentionChangeDeps,
): Promise<ModerationAction | undefined> {
  const { name, retentionDays: before = 0, expiredSeq = 0, expiredCount = 0 } = settings;
  if (retentionDays === before) return undefined;
  const shorter = Math.min(...[retentionDays, before].filter((days) => days > 0));
  const expired = { seq: expiredSeq, count: expiredCount };
  const { seq, count } = await positionBefore(log, name, expiryTime(shorter, now()) ?? '', expired);
  const changes = () => [
    retentionWrite(chatTable, name, { retentionDays, expiredSeq: seq, expiredCount: count }),
    listRetentionWrite(chatTable, name),
  ];
  return { notice: 'retention', value: `${retentionDays}`, changes };
}
