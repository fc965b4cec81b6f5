// The functions of the HTTP API: which routes each serves, and what each may do on the two tables.
import type { RouteName } from '@parley/chat';

/** A function of the HTTP API. `log` and `chat` are its DynamoDB actions on each table: `Query`, `PutItem`, …, no more than it needs. */
export type HttpFunction = {
  routes: readonly RouteName[];
  log: readonly string[];
  chat: readonly string[];
  /** The beginnings of the partition keys of the chat table to which its actions are restricted. @default all */
  chatKeys?: readonly string[];
  /** Its actions on the index of threads of the log table, and on the index of files of the chat table. */
  index?: readonly string[];
  fileIndex?: readonly string[];
  /** Its actions on the user pool, if the stack has one. */
  pool?: readonly string[];
};

/**
 * The functions that users call, by construct id; the bundle of `Read` is `read`. Few functions are seldom cold, each with a role
 * of its own: the one that reads cannot write to a log, and only the one that posts can change a row of it. See decision 22.
 */
export const HTTP_FUNCTIONS = {
  Read: {
    routes: [
      'listChannels',
      'sync',
      'listMessages',
      'listMembers',
      'listAuditTrail',
      'listReports',
      'listInvitations',
      'previewInvitation',
      'searchUsers',
      'readProfile',
      'listProfiles',
      'askPresence',
      'listBlocks',
      'listThreads',
      'readThread',
      'listVersions',
      'listPins',
    ],
    // The roots of the threads that a user follows are read by their keys, and the replies from the index of the table.
    log: ['Query', 'BatchGetItem'],
    index: ['Query'],
    // A user's first request adds them to the default channels; the rows of presence.
    chat: ['Query', 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'],
  },
  Post: {
    routes: [
      'postMessage',
      'moveReadCursor',
      'markUnread',
      'markAllRead',
      'changeChannelPreference',
      'markThreadRead',
      'followThread',
      'listSaved',
      'saveMessage',
      'unsaveMessage',
    ],
    // Saved messages are read by their keys.
    log: ['Query', 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'],
    chat: ['Query', 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'],
  },
  Manage: {
    routes: [
      'createChannel',
      'changeChannel',
      'joinChannel',
      'addMember',
      'changeMember',
      'removeMember',
      'createReport',
      'settleReport',
      'createInvitation',
      'revokeInvitation',
      'acceptInvitation',
      'changeProfile',
      'changePresence',
      'changeNotifications',
      'blockUser',
      'unblockUser',
      'signOutEverywhere',
    ],
    log: ['Query', 'GetItem', 'PutItem'],
    chat: [
      'Query',
      'GetItem',
      'BatchGetItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'BatchWriteItem',
      'ConditionCheckItem',
    ],
    pool: ['AdminUserGlobalSignOut'],
  },
  // Alone in reading and writing the index of messages, which it makes of the log while it searches.
  Search: {
    routes: ['searchMessages'],
    log: ['Query', 'BatchGetItem'],
    // A user's first request, the rate limit, and the lists of segments.
    chat: ['Query', 'BatchGetItem', 'PutItem', 'UpdateItem'],
  },
  // Alone in signing addresses of files, and in writing their rows until a message has them.
  Files: {
    routes: ['createFile', 'listFileParts', 'completeFile', 'readFile', 'linkFiles', 'listFiles'],
    log: [],
    fileIndex: ['Query'],
    chat: ['BatchGetItem', 'PutItem', 'UpdateItem'],
  },
  // Alone in writing the private key of pushes, which it cannot read.
  Push: {
    routes: ['readPushKey', 'registerDevice', 'removeDevice'],
    log: [],
    chat: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
  },
} as const satisfies Readonly<Record<string, HttpFunction>>;

/**
 * The function of link previews, for a stack that has them. It requests what users name from servers outside, so it reads and writes rows of
 * previews and of rate limits alone, and no log.
 */
export const PREVIEW_FUNCTION = {
  Previews: {
    routes: ['previewLinks'],
    log: [],
    chat: ['BatchGetItem', 'UpdateItem'],
    chatKeys: ['preview#', 'rate#'],
  },
} as const satisfies Readonly<Record<string, HttpFunction>>;

/** The bundle of a function: the name of its file in `functions/`. */
export function bundleName(id: string): string {
  return id.toLowerCase();
}
