// Checks mutes, invitations, former members and owners: what a channel's log and rows must not contain after them.
import type { Item, Logs, RecordedEntry, Records, Violation } from './records.ts';

/** Checks them all. */
export function checkMemberships(records: Records, logs: Logs): Violation[] {
  return [
    ...checkMutes(records, logs),
    ...checkInvitations(records, logs),
    ...checkFormerMembers(records, logs),
    ...checkOwners(records),
  ];
}

/** The clocks of two functions differ by at most a second. */
const SKEW_MS = 1_000;

/** Between a mute and its end, or the next one, nothing is by the muted user. The audit trail has the mutes, the log their places. */
function checkMutes({ chat }: Records, logs: Logs): Violation[] {
  const mutes = chat.flatMap(parseMute);
  return mutes.flatMap(({ channel, userId, at, until }) => {
    const log = logs.get(channel) ?? [];
    // Several silent entries may have one timestamp.
    const begin = log.findLast((entry) => entry.kind === 'other' && entry.userId === '' && entry.timestamp === at)?.seq;
    const next = mutes
      .filter((one) => one.channel === channel && one.userId === userId)
      .flatMap((one) => log.find((entry) => entry.timestamp === one.at && entry.userId === '')?.seq ?? [])
      .filter((seq) => begin !== undefined && seq > begin)
      .sort((a, b) => a - b)[0];
    if (begin === undefined || until === undefined) return [];
    return log
      .filter(({ seq, userId: author, kind, timestamp = '' }) => {
        const isBetween = seq > begin && seq < (next ?? Number.POSITIVE_INFINITY);
        return (
          author === userId && kind !== 'notice' && isBetween && Date.parse(timestamp) < Date.parse(until) - SKEW_MS
        );
      })
      .map(({ seq, kind }) => ({
        rule: 'muted users post nothing',
        description: `The ${kind} ${seq} of #${channel} is by ${userId}, who was muted by ${begin} until ${until}.`,
      }));
  });
}

function parseMute({ pk, sk, action, at, user, value }: Item) {
  const [, channel = ''] = /^channel#(.*)$/.exec(String(pk?.S)) ?? [];
  if (!String(sk?.S).startsWith('audit#') || !['muted', 'unmuted'].includes(String(action?.S))) return [];
  const { userId } = (user?.M ?? {}) as { userId?: { S: string } };
  return [{ channel, userId: userId?.S ?? '', at: String(at?.S), until: value ? String(value.S) : undefined }];
}

/** A user who joins a private channel has an invitation that may have been created after the last removal. */
function checkInvitations({ invitations, accepted }: Records, logs: Logs): Violation[] {
  return [...logs].flatMap(([channel, log]) =>
    log.filter(hasNotice('joined')).flatMap(({ seq, userId }) => {
      const removal = log.findLast((entry) => entry.seq < seq && hasNotice('removed', 'banned')(entry));
      if (!removal) return [];
      const removedAt = Date.parse(removal.timestamp ?? '');
      const codes = accepted.filter((one) => one.channel === channel && one.userId === userId).map(({ code }) => code);
      const isNew = invitations.some(
        ({ code, acknowledgedAt }) => codes.includes(code) && acknowledgedAt > removedAt - SKEW_MS,
      );
      if (isNew) return [];
      const description = `${userId} joined #${channel} by ${seq}, and has only invitations from before the removal ${removal.seq}.`;
      return [{ rule: 'revoked invitations admit no user', description }];
    }),
  );
}

/** A user who is no longer a member of a private channel has received nothing after the notice that says so. */
function checkFormerMembers({ received }: Records, logs: Logs): Violation[] {
  return [...received].flatMap(([membership, newest]) => {
    const [userId = '', channel = ''] = membership.split('/');
    const last = (logs.get(channel) ?? []).findLast(
      (entry) =>
        (hasNotice('joined', 'left')(entry) && entry.userId === userId) ||
        (hasNotice('removed', 'banned')(entry) && entry.user?.userId === userId),
    );
    if (!isPrivate(channel) || !last || last.notice === 'joined' || newest <= last.seq) return [];
    return [
      {
        rule: 'former members receive nothing',
        description: `${userId} was no member of #${channel} from ${last.seq} on, and received ${newest}.`,
      },
    ];
  });
}

/** A created channel has an owner who is not muted, and counts its owners. */
function checkOwners({ created, chat }: Records): Violation[] {
  return [...new Set(created.map(({ channel }) => channel))].flatMap((channel) => {
    const rows = chat.filter(({ pk }) => pk?.S === `channel#${channel}`);
    const owners = rows.filter(({ sk, role }) => String(sk?.S).startsWith('member#') && role?.S === 'owner');
    const muted = rows.filter(({ sk }) => String(sk?.S).startsWith('mute#')).map(({ sk }) => String(sk?.S).slice(5));
    const able = owners.filter(({ sk }) => !muted.includes(String(sk?.S).slice('member#'.length)));
    const counted = Number(rows.find(({ sk }) => sk?.S === 'settings')?.owners?.N);
    if (able.length > 0 && counted === owners.length) return [];
    const description = `#${channel} has ${able.length} able owners of ${owners.length}, and counts ${counted}.`;
    return [{ rule: 'a channel keeps an owner', description }];
  });
}

function hasNotice(...notices: string[]): (entry: RecordedEntry) => boolean {
  return ({ kind, notice = '' }) => kind === 'notice' && notices.includes(notice);
}

/** Whether a channel can be joined only by an invitation: the server chooses the names of private channels. */
export function isPrivate(channel: string): boolean {
  return channel.startsWith('p-');
}
