// Checks the list of channels: unread and mention counts, read cursors and memberships against the rows of the tables.
import { type Bans, type Item, isInChannel, keysOf, type Logs, type Records, type Violation } from './records.ts';

/** Checks that counts are exact, cursors are where users have read, and members have their channels in the list. */
export function checkSidebars(records: Records, logs: Logs, bans: Bans): Violation[] {
  const cursors = new Map(records.chat.flatMap(parseCursors));
  return [
    ...checkCounts(records, logs, cursors),
    ...checkCursors(records, cursors),
    ...checkJoinedChannels(records, bans),
    ...checkListedChannels(records),
  ];
}

type Cursors = ReadonlyMap<string, number>;

/** A message that a function stored while the reader's first request was in flight may not mention the reader. */
const IN_FLIGHT_MS = 10_000;

function checkCounts({ sidebars, usernames, chat }: Records, logs: Logs, cursors: Cursors): Violation[] {
  const joinedAt = new Map(
    chat.map(({ pk, sk, joinedAt: time }) => [`${pk?.S} ${sk?.S}`, Date.parse(String(time?.S))]),
  );
  return sidebars.flatMap(({ tab, userId: reader, channel, unread, mentions }) => {
    const read = cursors.get(`${reader}/${channel}`) ?? 0;
    const unreadMessages = (logs.get(channel) ?? []).filter((entry) => isInChannel(entry) && entry.seq > read);
    const mention = `@${usernames.get(reader)}`;
    const mentioning = unreadMessages.filter(
      ({ userId, message = '' }) => userId !== reader && message.includes(mention),
    );
    const joined = joinedAt.get(`channel#${channel} member#${reader}`) ?? 0;
    const certain = mentioning.filter(({ timestamp = '' }) => Date.parse(timestamp) > joined + IN_FLIGHT_MS);
    const shows = (count: number, what: string) => `${tab} shows ${count} ${what} in #${channel}`;
    return [
      ...compare('unread count is exact', shows(unread, 'unread'), unread, unreadMessages.length, read),
      ...compare(
        'mention count is exact',
        shows(mentions, 'mentions'),
        mentions,
        Math.max(certain.length, Math.min(mentions, mentioning.length)),
        read,
      ),
    ];
  });
}

function compare(rule: string, shows: string, actual: number, expected: number, read: number): Violation[] {
  return actual === expected ? [] : [{ rule, description: `${shows}; ${expected} follow ${read}.` }];
}

/** A cursor in the table is never behind an acknowledged one, and never ahead of what was on a screen. */
function checkCursors({ acknowledgedReads, displayed, left }: Records, cursors: Cursors): Violation[] {
  const behind = [...acknowledgedReads].filter(([key, seq]) => (cursors.get(key) ?? 0) < seq);
  // The response to a user's return may be lost, before the user is taken out again.
  const ahead = [...cursors].filter(([key, seq]) => seq > (displayed.get(key) ?? 0) && !left.has(key));
  return [...behind, ...ahead].map(([key, seq]) => ({
    rule: 'read cursor is kept',
    description: `${key}: the table has ${cursors.get(key) ?? 0}, acknowledged was ${acknowledgedReads.get(key) ?? 0}, displayed ${displayed.get(key) ?? 0} (${seq}).`,
  }));
}

function checkJoinedChannels({ joined, left, sidebars }: Records, bans: Bans): Violation[] {
  const tabs = new Map(sidebars.map(({ tab, userId }) => [tab, userId]));
  return [...tabs].flatMap(([tab, userId]) =>
    [...joined]
      .filter((membership) => membership.startsWith(`${userId}/`) && !bans.has(membership) && !left.has(membership))
      .map((membership) => membership.slice(userId.length + 1))
      .filter((channel) => !sidebars.some((one) => one.tab === tab && one.channel === channel))
      .map((channel) => ({
        rule: 'joined is listed',
        description: `${tab} does not list #${channel}, whose member its user is.`,
      })),
  );
}

/** No user has a channel in the list without a member row. */
function checkListedChannels({ sidebars, chat }: Records): Violation[] {
  const keys = keysOf(chat);
  return sidebars
    .filter(({ userId, channel }) => !keys.has(`channel#${channel} member#${userId}`))
    .map(({ tab, channel }) => ({
      rule: 'listed is joined',
      description: `${tab} lists #${channel}, and its user is not a member.`,
    }));
}

/** The row `cursors` of a user, with the read cursor of each channel. */
function parseCursors(item: Item): [key: string, seq: number][] {
  const [, userId] = /^user#(.*)$/.exec(String(item.pk?.S)) ?? [];
  if (userId === undefined || item.sk?.S !== 'cursors') return [];
  const cursors = item.cursors?.M as Record<string, { M: { seq: { N: string } } }>;
  return Object.entries(cursors).map(([channel, { M }]) => [`${userId}/${channel}`, Number(M.seq.N)]);
}
