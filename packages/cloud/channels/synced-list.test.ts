// The list of a sync: what the page knows is confirmed by cheap reads, and whatever differs is read consistently.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KnownChannel, NO_PREFERENCES, type SyncQuery } from '@parley/chat';
import type { EnrolledRows } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import type { Membership } from '../db/member-rows.ts';
import type { ChannelListDeps } from './channel-list.ts';
import { listForSync } from './synced-list.ts';

const BOB: TokenUser = { userId: 'bob', requestedName: 'bob', groups: [] };
const OWNER: TokenUser = { ...BOB, groups: ['owners'] };

type State = { members: Membership[]; cursors: Record<string, number>; heads: Record<string, number> };

const STATE: State = {
  members: ['general', 'random', 'tech'].map((channel) => ({ channel, role: 'member' })),
  cursors: { general: 4, random: 4, tech: 4 },
  heads: { general: 9, random: 5, tech: 4 },
};
const KNOWN: Record<string, KnownChannel> = {
  general: { head: 9, readSeq: 4 },
  random: { head: 5, readSeq: 4 },
  tech: { head: 4, readSeq: 4 },
};

/** Lists over a table whose eventually consistent reads return an earlier state. */
async function list({
  now = {},
  earlier = {},
  known = KNOWN,
  channels = {},
  user = BOB,
}: {
  now?: Partial<State>;
  earlier?: Partial<State>;
  known?: Record<string, KnownChannel>;
  channels?: Record<string, number>;
  user?: TokenUser;
} = {}) {
  const reads: string[] = [];
  const current = { ...STATE, ...now };
  const stateOf = (eventually = false) => (eventually ? { ...current, ...earlier } : current);
  const noteRead = (what: string, eventually = false) => reads.push(`${what}${eventually ? '?' : ''}`);
  const deps = {
    members: {
      rowsOf: async (_: TokenUser, { eventually }: { eventually?: boolean } = {}): Promise<EnrolledRows> => {
        noteRead('rows', eventually);
        const { members, cursors } = stateOf(eventually);
        return {
          username: 'bob',
          hasDeparted: false,
          memberships: members,
          conversations: [],
          cursors: new Map(Object.entries(cursors).map(([name, seq]) => [name, { seq, count: seq }])),
          preferences: NO_PREFERENCES,
          signedOutAt: 0,
          threads: 0,
          saved: 0,
          mentions: new Map(),
        };
      },
      effectiveRole: (_: unknown, { role }: { role: Membership['role'] }) => role,
    },
    log: {
      head: async (channel: string, { eventually }: { eventually?: boolean } = {}) => {
        noteRead(channel, eventually);
        const seq = stateOf(eventually).heads[channel] ?? 0;
        return { seq, count: seq };
      },
    },
    rows: {
      chatTable: 'chat',
      dynamodb: {
        send: async ({ input }: { input: { RequestItems: { chat: { Keys: { pk: string }[] } } } }) => {
          for (const { pk } of input.RequestItems.chat.Keys) noteRead(pk);
          return { Responses: { chat: [] } };
        },
      },
    },
    typing: { isSmall: async () => true },
    sizes: { of: async () => 3 },
  } as unknown as ChannelListDeps;
  const query: SyncQuery = {
    channels: new Map(Object.entries(channels)),
    known: new Map(Object.entries(known)),
    open: 'general',
  };
  const { channels: listed } = await listForSync(user, query, deps);
  const text = listed.map((one) => ('unchanged' in one ? `${one.name} unchanged` : `${one.name} ${one.head}`));
  return { listed: text.join(', '), reads: reads.join(' ') };
}

const UNCHANGED = 'general unchanged, random unchanged, tech unchanged';

test('of a list that the page knows the head of the open channel is read consistently, and nothing else', async () => {
  assert.deepEqual(await list(), { listed: UNCHANGED, reads: 'rows? general random? tech?' });
});

test('a page that knows nothing receives everything, consistently', async () => {
  const { listed, reads } = await list({ known: {} });
  assert.equal(listed, 'general 9, random 5, tech 4');
  assert.doesNotMatch(reads, /\?/);
});

test('a channel with new entries is read again, and the others are not', async () => {
  assert.deepEqual(await list({ now: { heads: { general: 9, random: 6, tech: 4 } } }), {
    listed: 'general unchanged, random 6, tech unchanged',
    reads: 'rows? general random? tech? rows channel#random',
  });
});

test('a read that returns an earlier head than the page knows is repeated: the page does not go back', async () => {
  const earlier = { heads: { general: 8, random: 3, tech: 4 } };
  assert.deepEqual(await list({ earlier }), { listed: UNCHANGED, reads: 'rows? general random? tech? random' });
});

test('the same holds for a head that is behind the read cursor, or behind the messages of a channel that was open', async () => {
  const known = { ...KNOWN, random: { head: 3, readSeq: 4 }, tech: { head: 3, readSeq: 4 } };
  const earlier = { heads: { general: 9, random: 3, tech: 3 } };
  const { listed } = await list({ known, earlier, channels: { tech: 4 } });
  assert.equal(listed, 'general unchanged, random 5, tech 4');
});

test('a list with another channel is read again: one that was joined does not vanish, and one that was left does not return', async () => {
  const joined = await list({ earlier: { members: STATE.members.slice(0, 2) } });
  assert.equal(joined.listed, 'general unchanged, random unchanged, tech 4');
  const { general, random } = KNOWN as Record<'general' | 'random', KnownChannel>;
  const left = await list({
    now: { members: STATE.members.slice(0, 2) },
    earlier: { members: STATE.members },
    known: { general, random },
  });
  assert.equal(left.listed, 'general unchanged, random unchanged');
});

test('a channel that another device has read, or of which the page is not sure, is returned', async () => {
  assert.equal(
    (await list({ now: { cursors: { general: 4, random: 5, tech: 4 } } })).listed,
    'general unchanged, random 5, tech unchanged',
  );
  const { tech: _, ...known } = KNOWN;
  assert.equal((await list({ known })).listed, 'general unchanged, random unchanged, tech 4');
});

test('a channel is always returned to those who see its reports, and to a muted member: both change without an entry', async () => {
  const [general, , tech] = STATE.members as [Membership, Membership, Membership];
  const members: Membership[] = [
    general,
    { channel: 'random', role: 'moderator' },
    { ...tech, mutedUntil: '2026-11-23T12:00:00.000Z' },
  ];
  assert.equal((await list({ now: { members } })).listed, 'general unchanged, random 5, tech 4');
  assert.equal((await list({ user: OWNER })).listed, 'general 9, random 5, tech 4');
});
