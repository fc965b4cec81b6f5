// Checks that a banned user is not a member of the channel after the notice of the ban, and neither receives nor posts entries.
import { type Bans, keysOf, type Logs, type Records, type Violation } from './records.ts';

/** Reads the bans from the logs. */
export function bansOf(logs: Logs): Bans {
  return new Map(
    [...logs].flatMap(([channel, log]) =>
      log.flatMap(({ notice, user, seq }) =>
        notice === 'banned' && user ? [[`${user.userId}/${channel}`, seq] as const] : [],
      ),
    ),
  );
}

/** Checks all bans. */
export function checkBans(records: Records, logs: Logs, bans: Bans): Violation[] {
  return [...checkReceived(records, bans), ...checkPosted(logs, bans), ...checkMemberRows(records, bans)];
}

function checkReceived({ received }: Records, bans: Bans): Violation[] {
  return [...bans]
    .filter(([membership, seq]) => (received.get(membership) ?? 0) > seq)
    .map(([membership, seq]) => ({
      rule: 'banned users receive nothing',
      description: `${membership} was banned by ${seq}, and received ${received.get(membership)}.`,
    }));
}

function checkPosted(logs: Logs, bans: Bans): Violation[] {
  return [...logs].flatMap(([channel, log]) =>
    log
      .filter(({ userId, seq }) => seq > (bans.get(`${userId}/${channel}`) ?? Number.POSITIVE_INFINITY))
      .map(({ userId, seq, kind }) => ({
        rule: 'banned users post nothing',
        description: `The ${kind} ${seq} of #${channel} is by ${userId}, who was banned before.`,
      })),
  );
}

function checkMemberRows({ chat }: Records, bans: Bans): Violation[] {
  const keys = keysOf(chat);
  return [...bans.keys()].flatMap((membership) => {
    const [userId, channel] = membership.split('/');
    const memberKeys = [`channel#${channel} member#${userId}`, `user#${userId} member#${channel}`];
    return memberKeys
      .filter((key) => keys.has(key))
      .map((key) => ({
        rule: 'banned users are not members',
        description: `${membership} was banned, and has the row ${key}.`,
      }));
  });
}
