// For the checker: what stands beside the channels, held against the rows and against what each person has looked at.
import { type Bans, type Finding, type Item, keysOf, type Logs, type Records } from './records.ts';

/** Numbers are exact, marks are where people have read, and whoever is in a channel has it listed. */
export function checkSidebars(records: Records, logs: Logs, bans: Bans): Finding[] {
  const cursors = new Map(records.chat.flatMap(parseCursors));
  return [
    ...numbers(records, logs, cursors),
    ...marks(records, cursors),
    ...listed(records, bans),
    ...unlisted(records),
  ];
}

type Cursors = ReadonlyMap<string, number>;

function numbers({ sidebars, names }: Records, logs: Logs, cursors: Cursors): Finding[] {
  return sidebars.flatMap(({ tab, person, channel, unread, mentions }) => {
    const read = cursors.get(`${person}/${channel}`) ?? 0;
    const after = (logs.get(channel) ?? []).filter(({ kind, seq }) => kind === 'message' && seq > read);
    const call = `@${names.get(person)}`;
    const calls = after.filter(({ userId, message = '' }) => userId !== person && message.includes(call));
    return [
      ...wrong('unread is exact', `${tab} says ${unread} unread in #${channel}`, unread, after.length, read),
      ...wrong('mentions are exact', `${tab} says ${mentions} mentions in #${channel}`, mentions, calls.length, read),
    ];
  });
}

function wrong(rule: string, says: string, is: number, should: number, read: number): Finding[] {
  return is === should ? [] : [{ rule, says: `${says}; ${should} follow ${read}.` }];
}

/** A cursor in the table is never behind what was told and answered, and never beyond what was on a screen. */
function marks({ told, everSeen }: Records, cursors: Cursors): Finding[] {
  const behind = [...told].filter(([place, seq]) => (cursors.get(place) ?? 0) < seq);
  const beyond = [...cursors].filter(([place, seq]) => seq > (everSeen.get(place) ?? 0));
  return [...behind, ...beyond].map(([place, seq]) => ({
    rule: 'read is kept',
    says: `${place}: the table has ${cursors.get(place) ?? 0}, told was ${told.get(place) ?? 0}, seen ${everSeen.get(place) ?? 0} (${seq}).`,
  }));
}

function listed({ joined, sidebars }: Records, bans: Bans): Finding[] {
  const tabs = new Map(sidebars.map(({ tab, person }) => [tab, person]));
  return [...tabs].flatMap(([tab, person]) =>
    [...joined]
      .filter((place) => place.startsWith(`${person}/`) && !bans.has(place))
      .map((place) => place.slice(person.length + 1))
      .filter((channel) => !sidebars.some((one) => one.tab === tab && one.channel === channel))
      .map((channel) => ({
        rule: 'joined is listed',
        says: `${tab} does not list #${channel}, which its person is in.`,
      })),
  );
}

/** Nobody has a channel on the screen who has no row in it. */
function unlisted({ sidebars, chat }: Records): Finding[] {
  const rows = keysOf(chat);
  return sidebars
    .filter(({ person, channel }) => !rows.has(`channel#${channel} member#${person}`))
    .map(({ tab, channel }) => ({
      rule: 'listed is joined',
      says: `${tab} lists #${channel}, and its person is not in it.`,
    }));
}

/** The item of a reader: `reader#sub`, with the cursor of each channel. */
function parseCursors(item: Item): [place: string, seq: number][] {
  const [, person] = /^reader#(.*)$/.exec(String(item.pk?.S)) ?? [];
  if (person === undefined) return [];
  const cursors = item.cursors?.M as Record<string, { M: { seq: { N: string } } }>;
  return Object.entries(cursors).map(([channel, { M }]) => [`${person}/${channel}`, Number(M.seq.N)]);
}
