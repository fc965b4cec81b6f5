// The services over the two tables: made once for each warm function, over one DynamoDB client.
import type { Members } from '../access/members.ts';
import { ChannelSizes } from '../channels/channel-sizes.ts';
import { Channels } from '../channels/channels.ts';
import { Conversations } from '../channels/conversations.ts';
import { Invitations } from '../channels/invitations.ts';
import { JoinLeave } from '../channels/join-leave.ts';
import { MemberAdditions } from '../channels/member-additions.ts';
import { ReadState } from '../channels/read-state.ts';
import { Saved } from '../channels/saved-messages.ts';
import { Signals } from '../channels/signals.ts';
import { Threads } from '../channels/threads.ts';
import { TypingAudience } from '../channels/typing-audience.ts';
import type { ChatTableDeps, TransactionDeps } from '../db/chat-table.ts';
import type { Log } from '../db/log.ts';
import { ReadCursors } from '../db/read-cursors.ts';
import { PRESENCE, TYPING_MEMBERS_MAX, TYPING_MEMBERS_MAX_DEFAULT, USER_POOL } from '../environment.ts';
import { Mentions } from '../messages/mentions.ts';
import { Posts } from '../messages/post.ts';
import { Moderation } from '../moderation/moderation.ts';
import { Reports } from '../moderation/reports.ts';
import { Blocks } from '../users/blocks.ts';
import { Presences } from '../users/presence.ts';
import type { Profiles } from '../users/profiles.ts';
import { SignOut, tokenRevocation } from '../users/sign-out.ts';
import { createBaseServices, openTables, type ServicesDeps } from './base-services.ts';

export type { ServicesDeps };

/** What the handlers of routes call. */
export type Services = {
  rows: ChatTableDeps & TransactionDeps & { logTable: string; now: () => number };
  log: Log;
  posts: Posts;
  channels: Channels;
  conversations: Conversations;
  members: Members;
  joinLeave: JoinLeave;
  memberAdditions: MemberAdditions;
  moderation: Moderation;
  reports: Reports;
  invitations: Invitations;
  readCursors: ReadCursors;
  readState: ReadState;
  threads: Threads;
  saved: Saved;
  mentions: Mentions;
  typing: TypingAudience;
  sizes: ChannelSizes;
  signals: Signals;
  blocks: Blocks;
  profiles: Profiles;
  presences: Presences;
  signOut: SignOut;
};

/** Makes the services over the tables that the environment names. */
export function openServices(settings: Pick<ServicesDeps, 'messagesPerMinute'> = {}): Services {
  const userPool = process.env[USER_POOL];
  return createServices({
    ...openTables(),
    typingMembersMax: Number(process.env[TYPING_MEMBERS_MAX] ?? TYPING_MEMBERS_MAX_DEFAULT),
    presence: process.env[PRESENCE] !== 'off',
    ...(userPool && { revokeTokens: tokenRevocation(userPool) }),
    ...settings,
  });
}

/** Makes the services over two tables. */
export function createServices(given: ServicesDeps): Services {
  const { deps, log, members, appender, profiles } = createBaseServices(given);
  const mentions = new Mentions(deps);
  const conversations = new Conversations({ ...deps, members });
  const joinLeave = new JoinLeave({ ...deps, log, members, appender, mentions, conversations });
  return {
    rows: deps,
    log,
    posts: new Posts({ ...deps, log, members, appender }),
    channels: new Channels({ ...deps, members, conversations }),
    members,
    joinLeave,
    memberAdditions: new MemberAdditions({ ...deps, members, appender }),
    moderation: new Moderation({ ...deps, log, members, appender }),
    reports: new Reports({ ...deps, log, members }),
    invitations: new Invitations({ ...deps, members, appender, joinLeave }),
    readCursors: new ReadCursors(deps),
    readState: new ReadState({ ...deps, log, members, mentions }),
    threads: new Threads({ ...deps, log, members }),
    saved: new Saved({ ...deps, log, members }),
    mentions,
    typing: new TypingAudience({ ...deps, members }),
    sizes: new ChannelSizes({ ...deps, members }),
    signals: new Signals({ ...deps, members }),
    blocks: new Blocks(deps),
    conversations,
    profiles,
    presences: new Presences(deps),
    signOut: new SignOut(deps),
  };
}
