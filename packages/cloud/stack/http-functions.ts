// The functions of the HTTP API: which routes each serves, and what each may do on the two tables.
import type { RouteName } from '@parley/chat';

/** A function of the HTTP API. `log` and `chat` are its DynamoDB actions on each table: `Query`, `PutItem`, …, no more than it needs. */
export type HttpFunction = {
  routes: readonly RouteName[];
  log: readonly string[];
  chat: readonly string[];
};

// A user's first request adds them to the default channels, and reads the heads of these.
const FIRST_VISIT = { log: ['Query'], chat: ['PutItem', 'UpdateItem'] };
const CHANNEL_LIST = { log: FIRST_VISIT.log, chat: ['Query', 'GetItem', 'BatchGetItem', ...FIRST_VISIT.chat] };

/** The functions that users call, by construct id; the bundle of `PostMessage` is `post-message`. */
export const HTTP_FUNCTIONS = {
  PostMessage: {
    routes: ['postMessage'],
    log: ['Query', 'GetItem', 'PutItem', 'UpdateItem'],
    chat: ['BatchGetItem', 'DeleteItem', ...FIRST_VISIT.chat],
  },
  ListMessages: { routes: ['listMessages'], log: ['Query'], chat: ['BatchGetItem'] },
  Channels: { routes: ['listChannels', 'createChannel'], ...CHANNEL_LIST },
  Members: {
    routes: ['listMembers', 'joinChannel'],
    log: CHANNEL_LIST.log,
    chat: [...CHANNEL_LIST.chat, 'ConditionCheckItem'],
  },
  Moderation: {
    routes: ['changeChannel', 'changeMember', 'removeMember', 'listAuditTrail'],
    log: ['Query', 'PutItem'],
    // Leaving deletes the mentions of the channel.
    chat: ['Query', 'BatchGetItem', 'DeleteItem', 'BatchWriteItem', ...FIRST_VISIT.chat, 'ConditionCheckItem'],
  },
  Reports: {
    routes: ['listReports', 'createReport', 'settleReport'],
    log: ['Query', 'GetItem'],
    chat: ['Query', 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
  },
  Invitations: {
    routes: ['listInvitations', 'createInvitation', 'revokeInvitation', 'previewInvitation', 'acceptInvitation'],
    log: ['Query', 'PutItem'],
    chat: [...CHANNEL_LIST.chat, 'DeleteItem', 'ConditionCheckItem'],
  },
  Users: { routes: ['searchUsers'], log: [], chat: ['Query'] },
  ReadCursor: {
    routes: ['moveReadCursor'],
    log: ['Query', 'GetItem'],
    chat: ['Query', 'BatchGetItem', 'BatchWriteItem', ...FIRST_VISIT.chat],
  },
  Sync: { routes: ['sync'], ...CHANNEL_LIST },
  Blocks: { routes: ['listBlocks', 'blockUser', 'unblockUser'], log: [], chat: ['Query', 'PutItem', 'DeleteItem'] },
  Profiles: {
    routes: ['readProfile', 'changeProfile', 'listProfiles'],
    log: [],
    chat: ['GetItem', 'BatchGetItem', 'UpdateItem'],
  },
} as const satisfies Readonly<Record<string, HttpFunction>>;

/** The bundle of a function: the name of its file in `functions/`. */
export function bundleName(id: string): string {
  return id.replaceAll(/\B[A-Z]/g, '-$&').toLowerCase();
}
