// For the checker: whoever was banned from a channel is out of it from that entry of its log on, and nothing there is theirs.
import { type Bans, type Finding, keysOf, type Logs, type Records } from './records.ts';

/** Reads from the logs who was banned. */
export function bansOf(logs: Logs): Bans {
  return new Map(
    [...logs].flatMap(([channel, log]) =>
      log.flatMap(({ notice, user, seq }) =>
        notice === 'banned' && user ? [[`${user.userId}/${channel}`, seq] as const] : [],
      ),
    ),
  );
}

/** They hear and say nothing that comes after. */
export function checkBanned(records: Records, logs: Logs, bans: Bans): Finding[] {
  return [...hears(records, bans), ...says(logs, bans), ...isIn(records, bans)];
}

function hears({ reached }: Records, bans: Bans): Finding[] {
  return [...bans]
    .filter(([place, seq]) => (reached.get(place) ?? 0) > seq)
    .map(([place, seq]) => ({
      rule: 'who is out hears nothing',
      says: `${place} was banned by ${seq}, and ${reached.get(place)} reached them.`,
    }));
}

function says(logs: Logs, bans: Bans): Finding[] {
  return [...logs].flatMap(([channel, log]) =>
    log
      .filter(({ userId, seq }) => seq > (bans.get(`${userId}/${channel}`) ?? Number.POSITIVE_INFINITY))
      .map(({ userId, seq, kind }) => ({
        rule: 'who is out says nothing',
        says: `The ${kind} ${seq} of #${channel} is by ${userId}, who was banned before.`,
      })),
  );
}

function isIn({ chat }: Records, bans: Bans): Finding[] {
  const rows = keysOf(chat);
  return [...bans.keys()].flatMap((place) => {
    const [person, channel] = place.split('/');
    const has = [`channel#${channel} member#${person}`, `user#${person} member#${channel}`].filter((row) =>
      rows.has(row),
    );
    return has.map((row) => ({ rule: 'who is out is out', says: `${place} was banned, and has the row ${row}.` }));
  });
}
