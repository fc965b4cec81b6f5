// The part of the HTTP API about channels and their members.
import type { BlockedUsers, Channel, InvitationPreview, JoinableChannel, User } from '@parley/chat';
import { type HttpApiDeps, listOf, request, unexpectedAnswer } from './request.ts';
import type { ChannelsApi } from './types.ts';

/** Makes the calls that create, find, join and leave channels, and those of blocks. */
export function channelsApi(deps: HttpApiDeps): ChannelsApi {
  return {
    createChannel: async (body) => parseChannel(await request(deps, 'createChannel', {}, { body })),
    joinableChannels: async () =>
      listOf<JoinableChannel>('joinable', (await request(deps, 'listChannels', {}))['joinable']),
    joinChannel: async (channel) => parseChannel(await request(deps, 'joinChannel', { channel }, { body: {} })),
    async leaveChannel(channel, userId) {
      await request(deps, 'removeMember', { channel, userId });
    },
    async previewInvitation(code) {
      const preview = (await request(deps, 'previewInvitation', { code })) as Partial<InvitationPreview>;
      if (typeof preview.channel !== 'string' || typeof preview.title !== 'string')
        throw unexpectedAnswer('invitation');
      return preview as InvitationPreview;
    },
    acceptInvitation: async (code) => parseChannel(await request(deps, 'acceptInvitation', { code }, { body: {} })),
    searchUsers: async (name) =>
      listOf<User>('users', (await request(deps, 'searchUsers', {}, { query: { name } }))['users']),
    listBlocks: async () => blockedIn(await request(deps, 'listBlocks', {})),
    blockUser: async ({ userId, username }) =>
      blockedIn(await request(deps, 'blockUser', { userId }, { body: { username } })),
    unblockUser: async (userId) => blockedIn(await request(deps, 'unblockUser', { userId })),
  };
}

function blockedIn({ blocked, usernames }: Record<string, unknown>): BlockedUsers {
  return { blocked: listOf('blocked', blocked), usernames: Object(usernames) as BlockedUsers['usernames'] };
}

/** Reads a channel as a list or an answer has it. */
export function parseChannel(input: unknown): Channel {
  const channel = (input ?? {}) as Channel;
  const { name, kind, title, topic, effectiveRole, epoch, slowModeSeconds, head, count, readSeq, readCount, mentions } =
    channel;
  const numbers = [epoch, slowModeSeconds, head, count, readSeq, readCount, mentions];
  if (![name, kind, title, topic, effectiveRole].every((text) => typeof text === 'string'))
    throw unexpectedAnswer('channel');
  if (!numbers.every(Number.isSafeInteger)) throw unexpectedAnswer('channel');
  return channel;
}
