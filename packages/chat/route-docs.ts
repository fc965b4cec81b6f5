// What each route of the HTTP API takes and returns, and the errors that few routes have.
import type { ApiErrorCode } from './error-codes.ts';
import { KEPT_ROUTE_DOCS } from './kept-route-docs.ts';
import type { RouteName } from './routes.ts';

/** What a caller must know of a route beside its path; `errors` are the codes that few routes return. */
export type RouteDoc = {
  /** What the request carries beside its path. */
  request?: string;
  /** What a successful response contains; its status is 200 where none is named. */
  returns: string;
  errors?: readonly ApiErrorCode[];
};

/** Documentation of every route, for the README. It is not part of `ROUTES`, so that the bundles of the page and the functions leave it out. */
export const ROUTE_DOCS: Readonly<Record<RouteName, RouteDoc>> = {
  listChannels: {
    returns: '`{ channels, joinable }`: the channels that the user is a member of, and the public channels to join',
  },
  createChannel: {
    request: '`{ kind, name, title, userIds, topic }`, as the kind requires',
    returns: '201 with the new channel, or 200 with the existing direct conversation of these users',
    errors: [
      'guest',
      'not-possible',
      'no-user',
      'channel-exists',
      'too-many-channels',
      'too-many-conversations',
      'too-many-unanswered',
      'rate-limited',
    ],
  },
  changeChannel: {
    request: '`{ title }`, `{ topic }`, `{ archived }`, `{ slowModeSeconds }` or `{ retentionDays }`, 0 for forever',
    returns: '`{}`',
    errors: ['too-many-channels', 'rate-limited'],
  },
  listMembers: {
    returns:
      '`{ members, muted, banned, more }`; `muted` are users who are not members; it and `banned` are empty for those who may not mute and ban',
  },
  joinChannel: {
    returns: 'the public channel that the user has joined',
    errors: ['banned', 'full', 'too-many-channels', 'rate-limited'],
  },
  addMember: {
    returns: '`{}`; adds the user to a private channel, and does nothing for members',
    errors: ['no-user', 'not-possible', 'full', 'rate-limited'],
  },
  changeMember: {
    request: '`{ role }`, `{ mutedMinutes }` or `{ banned }`',
    returns: '`{}`',
    errors: ['no-member', 'no-user', 'last-owner', 'guest', 'muted'],
  },
  removeMember: {
    returns: '`{}`; users who remove themselves leave the channel, or close the direct conversation',
    errors: ['no-member', 'last-owner'],
  },
  listAuditTrail: {
    returns: '`{ audit }`, newest record first',
  },
  createReport: {
    request: '`{ seq, reason }`',
    returns: '`{}`, also when the user has reported the message before',
    errors: ['no-message', 'deleted', 'rate-limited'],
  },
  listReports: {
    returns: '`{ reported, more }`, oldest message first, with the text that it had when it was reported',
  },
  settleReport: {
    returns: '`{}`',
  },
  createInvitation: {
    request: '`{ hours }`',
    returns: '201 with `{ code, expiresAt, by }`',
    errors: ['too-many-invitations'],
  },
  listInvitations: {
    returns: '`{ invitations }`: the open ones, for members only their own',
  },
  revokeInvitation: {
    returns: '`{}`',
  },
  previewInvitation: {
    returns: '`{ channel, title, topic, members, by }`',
    errors: ['no-invitation'],
  },
  describeInvitation: {
    returns:
      '`{ title, members, by }`, for readers who are not signed in; a code that has expired or was revoked has the error of one that never existed',
    errors: ['no-invitation'],
  },
  acceptInvitation: {
    returns: 'the channel that the user is now a member of',
    errors: ['no-invitation', 'banned', 'full', 'too-many-channels'],
  },
  listMessages: {
    request:
      '`?before=&after=&limit=`, or `?since=&limit=` with a time for the page that begins at the first entry since then',
    returns:
      '`{ entries, head, more }`, oldest entry first; edits, deletions and reactions are applied to the messages',
  },
  postMessage: {
    request:
      '`{ id, after, kind, … }`: a message, an edit, a deletion, a reaction or a pin; a message with `files`, the ids of up to 10 completed files, may have no text; one with `everyone`, `channel` or `here`, mentions all members or those online. `replyTo` is the message that it quotes, `thread` the root of the thread in which it is a reply, and `alsoInChannel` sends that to the channel, too',
    returns: '201 with the entry, or 200 with the entry that an earlier request with this id stored',
    errors: [
      'sync-first',
      'id-taken',
      'no-message',
      'no-file',
      'file-not-stored',
      'not-yours',
      'deleted',
      'too-many-reactions',
      'too-many-pins',
      'not-possible',
      'rate-limited',
    ],
  },
  listVersions: {
    returns:
      '`{ versions: [{ edit, at?, message }] }`: the text of a message and its earlier ones, newest first. `edit` is the number of edits before it; of the replaced texts the first and the nine newest are kept, until the message is deleted',
    errors: ['no-message', 'deleted'],
  },
  ...KEPT_ROUTE_DOCS,
  listThreads: {
    returns:
      '`{ version, threads: [{ root, read }] }`: up to 50 threads that the user follows, the unread ones first. `root.replies.count - read` replies are unread',
  },
  readThread: {
    request: '`?before=&after=&limit=`',
    returns:
      '`{ root, replies, more, following, read }`: the newest replies, or those before or after a seq, oldest first',
    errors: ['no-message', 'not-possible'],
  },
  markThreadRead: {
    request: '`{ count }`: the number of the newest reply that is read',
    returns: '`{ following, read }`; nothing is stored for a user who does not follow the thread',
    errors: ['no-message', 'not-possible'],
  },
  followThread: {
    request: '`{ following }`',
    returns: '`{ following, read }`',
    errors: ['no-message', 'not-possible', 'too-many-followers', 'rate-limited'],
  },
  createFile: {
    request:
      '`{ fileId, name, type, size, width?, height?, duration?, thumbnail?: { size, type? } }`; the client creates the id, and the same request again returns new addresses',
    returns:
      '201 with `{ upload: { kind: "put", url, headers } or { kind: "multipart", partSize, parts }, thumbnail?: { url, headers }, expiresAt }`, or 200 for a file that was announced before; each `url` is below the address `uploads` of the page’s settings, and 412 says that it is stored already',
    errors: ['file-too-large', 'file-type', 'files-off', 'guest', 'id-taken', 'too-many-uploads', 'rate-limited'],
  },
  listFileParts: {
    request: '`?from=&count=`: the first part, and at most 50 addresses',
    returns:
      '`{ stored: [{ part, size }], urls: [{ part, url, headers }] }`: parts that are stored, and addresses of those that are not',
    errors: ['no-file'],
  },
  completeFile: {
    returns: '`{ file }` as a message has it, when its bytes are stored with the announced size; repeatable',
    errors: ['no-file', 'file-not-stored'],
  },
  listFiles: {
    request: '`?before=&kind=image|media|document&limit=`, at most 50',
    returns:
      '`{ files, next? }`: the files of the channel’s messages, newest first, with the message, its author and time; `next` is the value of `before` for the next page',
    errors: ['rate-limited'],
  },
  linkFiles: {
    request: '`{ files: [{ fileId, variant?, download? }] }`, up to 50',
    returns: '`{ urls, expiresAt }`: a link for each file as `GET …/files/{fileId}` returns it, or null without one',
    errors: ['rate-limited'],
  },
  readFile: {
    request: '`?variant=original|thumbnail&download=1`',
    returns: '`{ url, expiresAt }`: a link for five minutes, below the address `downloads` of the page’s settings',
    errors: ['no-file', 'rate-limited'],
  },
  moveReadCursor: {
    request: '`{ seq, version? }`',
    returns:
      '`{ readSeq, readCount, readVersion? }`: the cursor, which is another one when another device has moved it, or has marked messages as unread',
    errors: ['beyond-head'],
  },
  markUnread: {
    request:
      '`{ seq, version? }`: the first message that is unread from now on, and the version of the cursor that is known',
    returns: '`{ readSeq, readCount, readVersion? }`: the cursor, of the next version',
    errors: ['beyond-head', 'rate-limited'],
  },
  markAllRead: {
    request: '`{ channels: { name: { seq, version? } } }`',
    returns: '`{ channels: { name: { readSeq, readCount, readVersion? } } }`: the cursors of those that are the user’s',
    errors: ['rate-limited'],
  },
  sync: {
    request: '`{ channels: { name: seq }, known?: { name: { head, readSeq, readVersion? } }, open? }`',
    returns:
      '`{ username, channels, preferences, missed }`: the user’s name, channels and preferences, and the entries that follow each seq. A channel that is `known` and has not changed is `{ name, unchanged: true }`',
  },
  searchMessages: {
    request:
      '`?q=&order=&cursor=`: words, `"phrases"` and the filters `from:`, `in:` (the name of a channel), `after:`, `before:` and `has:`; `newest` or `best` first',
    returns:
      '`{ messages, complete, searchedTo?, cursor? }`: up to 20 messages of the channels of the user; when not `complete`, the request with the cursor searches on, from `searchedTo` back',
    errors: ['rate-limited'],
  },
  previewLinks: {
    request: '`{ urls }`, at most eight',
    returns:
      '`{ previews }`, one for each address: `{ url, preview }` with `{ host, title, site, description, image: { url, type, width, height } }`, null for a link without a preview; without `preview` it is not known yet, ask again. The route exists where the operator has switched previews on',
    errors: ['rate-limited'],
  },
  searchUsers: {
    request: '`?name=`',
    returns: '`{ users }`: up to 20 users whose usernames or display names contain it, ignoring case and diacritics',
    errors: ['guest', 'rate-limited'],
  },
  readProfile: {
    returns: '`{ userId, displayName?, picture?, status? }` of the user',
  },
  changeProfile: {
    request: '`{ displayName?, picture?, status?: { text, emoji?, until? } }`; null removes a value',
    returns: '`{ userId, displayName?, picture?, status? }` after the change',
  },
  listProfiles: {
    request: '`{ userIds }`, up to 100',
    returns: '`{ profiles }` of the users who have chosen a name, a picture or a status',
  },
  askPresence: {
    request:
      '`{ userIds, active }`: at most 40 users who are displayed, and whether the asking user has used the page in the last minutes',
    returns:
      '`{ presence: { users, wanted, hidden } }`: who of them is `online` or `away`; `wanted` while other pages display the user, who is then asked to answer; `pending` if users were asked who may answer in a moment; `hidden` for guests, and where presence is switched off',
  },
  changePresence: {
    request: '`{ shown }`: false hides the user from others, and others from the user',
    returns: '`{}`',
    errors: ['guest', 'not-possible', 'rate-limited'],
  },
  changeChannelPreference: {
    request:
      '`{ favourite }` or `{ muted }`: whether the channel is one of the user’s favourites, or counts only mentions',
    returns: '`{ preferences: { version, favourites, mutedChannels } }` after the change',
    errors: ['too-many-preferences', 'rate-limited'],
  },
  listBlocks: {
    returns: '`{ blocked, usernames }`: the ids of the users whom the user has blocked, and their usernames by id',
  },
  blockUser: {
    request: '`{ username? }`: the name under which the user’s own list has the blocked user',
    returns: '`{ blocked, usernames }` after the change',
    errors: ['too-many-blocks'],
  },
  unblockUser: {
    returns: '`{ blocked, usernames }` after the change',
  },
  changeNotifications: {
    request:
      '`{ level: { channel, level } }`, `{ showText }`, `{ sound }`, `{ threads }`, `{ linkPreviews }`, `{ pausedUntil }` or `{ quietHours }`',
    returns: '`{ preferences }` after the change, as a sync returns them',
    errors: ['guest', 'too-many-levels', 'too-many-listeners', 'rate-limited'],
  },
  readPushKey: {
    returns: '`{ key }`: the public key of the server (VAPID), with which a browser subscribes to pushes',
  },
  registerDevice: {
    request: '`{ endpoint, keys: { p256dh, auth } }`: the push subscription of a browser',
    returns: '`{ deviceId }`; the oldest of eleven devices is replaced, and a registration is used for 30 days',
    errors: ['guest', 'bad-endpoint', 'endpoint-taken', 'rate-limited'],
  },
  removeDevice: {
    returns: '`{}`, also when the user has no such device',
    errors: ['rate-limited'],
  },
  signOutEverywhere: {
    returns:
      '`{}`; the refresh tokens of all devices of the user are revoked, and their pages sign out. An access token remains valid until it expires, but `POST /sync` and `GET /channels` respond with 401 to it',
    errors: ['guest', 'not-possible', 'rate-limited'],
  },
  createGuest: {
    returns: '201 with the tokens of a new guest, in the format of an OAuth 2.0 token response',
    errors: ['too-many-guests'],
  },
  refreshGuest: {
    request: '`{ refresh_token }`',
    returns: 'new tokens for the guest',
    errors: ['guest-expired'],
  },
  deleteGuest: {
    request: '`{ refresh_token }`',
    returns: '`{}`; the guest is deleted and another guest may be created',
    errors: ['guest-expired'],
  },
};
