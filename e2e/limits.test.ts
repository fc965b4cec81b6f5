// The table of docs/limits.md is the one of the code: run with UPDATE=1 to rewrite it.
import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as chat from '@parley/chat';
import { ROOT } from '../harness/assembly.ts';
import { channelFull, fullForGuests, tooManyChannels } from '../packages/cloud/access/access-errors.ts';
import { GUEST_DAYS } from '../packages/cloud/authenticated-user.ts';
import { tooManyConversations, tooManyUnanswered } from '../packages/cloud/channels/conversations.ts';
import {
  INVITATIONS_OF_CHANNEL_MAX,
  INVITATIONS_OF_MEMBER_MAX,
  INVITATIONS_OF_OWNER_MAX,
  tooManyInvitations,
} from '../packages/cloud/channels/invitations.ts';
import { MENTIONS_RESTORED_MAX } from '../packages/cloud/channels/read-state.ts';
import { tooManySaved } from '../packages/cloud/channels/saved-messages.ts';
import { FOLLOWED_READ_MAX, tooManyFollowers } from '../packages/cloud/channels/threads.ts';
import { tooManyPreferences } from '../packages/cloud/db/channel-preferences.ts';
import { UNANSWERED_MAX } from '../packages/cloud/db/conversation-rows.ts';
import { CHANNELS_MAX, CHANNELS_PER_USER_MAX, directoryLimits } from '../packages/cloud/db/directory-rows.ts';
import { PENDING_SECONDS } from '../packages/cloud/db/file-rows.ts';
import { MESSAGES_PER_MINUTE_DEFAULT, tooManyMessages } from '../packages/cloud/db/message-rate.ts';
import {
  ADDITION_RATE_LIMIT,
  CHANGE_RATE_LIMIT,
  CHANNEL_RATE_LIMIT,
  CONVERSATION_RATE_LIMIT,
  FILE_LINK_RATE_LIMIT,
  FILE_RATE_LIMIT,
  fileBytesLimit,
  INTEREST_RATE_LIMIT,
  MESSAGE_SEARCH_RATE_LIMIT,
  PREVIEW_FETCH_RATE_LIMIT,
  PREVIEW_RATE_LIMIT,
  type RateLimit,
  RateLimiter,
  REPORT_RATE_LIMIT,
  SEARCH_RATE_LIMIT,
  SIGNAL_RATE_LIMIT,
} from '../packages/cloud/db/rate-limits.ts';
import { slowModeWrite } from '../packages/cloud/db/slow-mode.ts';
import { MENTIONS_COUNTED_MAX } from '../packages/cloud/db/user-rows.ts';
import {
  FILE_BYTES_PER_DAY_DEFAULT,
  FILE_MAX_BYTES_DEFAULT,
  FILE_OPEN_UPLOADS_DEFAULT,
  FILE_TYPES_DEFAULT,
} from '../packages/cloud/environment.ts';
import { LINK_SECONDS } from '../packages/cloud/files/file-links.ts';
import { checkAllowed, tooManyUploads } from '../packages/cloud/files/file-uploads.ts';
import { noFile } from '../packages/cloud/messages/message-files.ts';
import { tooManyPins } from '../packages/cloud/messages/pin-writes.ts';
import { tooManyLevels, tooManyListeners } from '../packages/cloud/notifications/notification-settings.ts';
import { IMAGE_BYTES, PAGE_BYTES } from '../packages/cloud/previews/link-preview.ts';
import { PREVIEW_PIXELS_MAX } from '../packages/cloud/previews/preview-image.ts';
import { RANKED_MAX } from '../packages/cloud/search/search-cursor.ts';
import { tooManyBlocks } from '../packages/cloud/users/blocks.ts';
import { imageTooLarge, tooManyWaitingFiles } from '../packages/web/i18n/en-files.ts';
import { MEGAPIXELS_MAX } from '../packages/web/platform/files/prepare-file.ts';
import { STORED_BYTES_MAX } from '../packages/web/state/files/file-uploads.ts';
import { REPLIES_KEPT_MAX } from '../packages/web/state/notifications/page-notifications.ts';
import { QUOTES_KEPT_MAX } from '../packages/web/state/threads/quotes.ts';

const PAGE = join(ROOT, 'docs/limits.md');
const BEGIN = '<!-- limits -->\n';
const END = '<!-- /limits -->';

type Refusal = { code: string; message: string };

/** A limit: what it bounds, its number and scope, the constant that holds it, what a user reads, and who can raise it. */
type Limit = { what: string; bound: string; constant: string; refusal: Refusal | string; raisedBy?: string };

const IN_CODE = 'the constant';
const USER = { userId: 'ann' };
const number = (value: number) => value.toLocaleString('en');

/** The error of a parser for an input. */
function refusalOf(parse: () => unknown): Refusal {
  try {
    parse();
  } catch (error) {
    if (error instanceof chat.ChatError) return error;
  }
  throw new Error('The input was accepted.');
}

const rate = (limit: RateLimit) => new RateLimiter('chat', limit).count(USER, 0).error(undefined);
const title = (field: string, max: number) => refusalOf(() => chat.parseSingleLine(field, 'x'.repeat(max + 1), max));
const [ofChat, ofCreator] = directoryLimits('chat', 'ann').map(({ error }) => error(undefined));

const MEBIBYTE = 1024 * 1024;
const FILE: chat.NewFile = { fileId: chat.newId(), name: 'film.mp4', type: 'video/mp4', size: 1 };

/** The error for a file that the settings do not allow. */
function refusedFile(file: chat.NewFile): Refusal {
  try {
    checkAllowed(file, { maxBytes: FILE_MAX_BYTES_DEFAULT, types: FILE_TYPES_DEFAULT });
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('The file was accepted.');
}

const LIMITS: readonly Limit[] = [
  {
    what: 'messages, edits, deletions, reactions and pins',
    bound: `${MESSAGES_PER_MINUTE_DEFAULT} a minute and user`,
    constant: 'MESSAGES_PER_MINUTE_DEFAULT',
    refusal: tooManyMessages(MESSAGES_PER_MINUTE_DEFAULT, 0),
    raisedBy: 'the operator: `messagesPerMinute` of the stack',
  },
  {
    what: 'messages in slow mode',
    bound: `one of each user in an interval of up to ${number(chat.SLOW_MODE_SECONDS_MAX)} seconds`,
    constant: 'SLOW_MODE_SECONDS_MAX',
    refusal: slowModeWrite('chat', 'general', USER, 30, 0).error({ postedAt: 0 }),
    raisedBy: 'owners and moderators of the channel',
  },
  {
    what: 'changes of settings, members and invitations, joining, leaving, accepting an invitation, marking as unread or all as read, saving messages, choosing favourites, muted channels and notifications, registering browsers',
    bound: `${CHANGE_RATE_LIMIT.limit} a minute and user`,
    constant: 'CHANGE_RATE_LIMIT',
    refusal: rate(CHANGE_RATE_LIMIT),
  },
  {
    what: 'signals: typing, read cursors, new conversations',
    bound: `${SIGNAL_RATE_LIMIT.limit} a minute and user, over all connections`,
    constant: 'SIGNAL_RATE_LIMIT',
    refusal: 'nothing: further signals are not sent',
  },
  {
    what: 'users at whom a user begins to look, to see whether they are online',
    bound: `${INTEREST_RATE_LIMIT.limit} an hour and user`,
    constant: 'INTEREST_RATE_LIMIT',
    refusal: 'nothing: their pages are not asked',
  },
  {
    what: 'new public and private channels',
    bound: `${CHANNEL_RATE_LIMIT.limit} a day and user`,
    constant: 'CHANNEL_RATE_LIMIT',
    refusal: rate(CHANNEL_RATE_LIMIT),
  },
  {
    what: 'new direct conversations',
    bound: `${CONVERSATION_RATE_LIMIT.limit} a day and user`,
    constant: 'CONVERSATION_RATE_LIMIT',
    refusal: rate(CONVERSATION_RATE_LIMIT),
  },
  {
    what: 'conversations that one user has started and another has not answered',
    bound: `${UNANSWERED_MAX} for each two users`,
    constant: 'UNANSWERED_MAX',
    refusal: tooManyUnanswered('ann'),
    raisedBy: 'the other user, by an answer',
  },
  {
    what: 'direct conversations that a user has started or answered and not closed',
    bound: `${chat.CONVERSATIONS_MAX} of each user`,
    constant: 'CONVERSATIONS_MAX',
    refusal: tooManyConversations(),
    raisedBy: 'the user, by closing one',
  },
  {
    what: 'unanswered conversations in the list',
    bound: `the newest ${chat.UNANSWERED_LISTED_MAX} of each user`,
    constant: 'UNANSWERED_LISTED_MAX',
    refusal: 'nothing: closing one shows an older one',
    raisedBy: 'the user, by closing one',
  },
  {
    what: 'participants of a direct conversation',
    bound: `${chat.DIRECT_MAX}`,
    constant: 'DIRECT_MAX',
    refusal: refusalOf(() =>
      chat.parseNewChannel({ kind: 'direct', userIds: Array.from({ length: 8 }, (_, i) => `${i}`) }),
    ),
  },
  {
    what: 'public and private channels of which a user is a member',
    bound: `${chat.MEMBERSHIPS_MAX} of each user`,
    constant: 'MEMBERSHIPS_MAX',
    refusal: tooManyChannels(),
    raisedBy: 'the user, by leaving one',
  },
  {
    what: 'public channels that are not archived',
    bound: `${CHANNELS_MAX} in total`,
    constant: 'CHANNELS_MAX',
    refusal: ofChat as Refusal,
    raisedBy: 'the group `owners` and the owners of a channel, by archiving one',
  },
  {
    what: 'public channels that one user has created and that are not archived',
    bound: `${CHANNELS_PER_USER_MAX} of each user`,
    constant: 'CHANNELS_PER_USER_MAX',
    refusal: ofCreator as Refusal,
    raisedBy: 'the group `owners` and the owners of a channel, by archiving one',
  },
  {
    what: 'members of a public or private channel, except the default ones',
    bound: `${number(chat.MEMBERS_MAX)} of each channel`,
    constant: 'MEMBERS_MAX',
    refusal: channelFull(),
    raisedBy: 'owners and moderators, by removing members',
  },
  {
    what: 'members of a public or private channel when a guest joins',
    bound: `${chat.MEMBERS_WITH_GUESTS_MAX} of each channel`,
    constant: 'MEMBERS_WITH_GUESTS_MAX',
    refusal: fullForGuests(),
    raisedBy: 'owners and moderators, by removing members',
  },
  {
    what: 'open invitations of one member to one channel',
    bound: `${INVITATIONS_OF_MEMBER_MAX} of each member`,
    constant: 'INVITATIONS_OF_MEMBER_MAX',
    refusal: tooManyInvitations(`You have ${INVITATIONS_OF_MEMBER_MAX} open invitations to this channel`),
    raisedBy: 'the member and the owners, by revoking one',
  },
  {
    what: 'open invitations of one owner to one channel',
    bound: `${INVITATIONS_OF_OWNER_MAX} of each owner, whatever others have`,
    constant: 'INVITATIONS_OF_OWNER_MAX',
    refusal: tooManyInvitations(`You have ${INVITATIONS_OF_OWNER_MAX} open invitations to this channel`),
    raisedBy: 'the owners, by revoking one',
  },
  {
    what: 'open invitations to one channel, for members and moderators',
    bound: `${INVITATIONS_OF_CHANNEL_MAX} of each channel`,
    constant: 'INVITATIONS_OF_CHANNEL_MAX',
    refusal: tooManyInvitations(`The channel has ${INVITATIONS_OF_CHANNEL_MAX} open invitations`),
    raisedBy: 'the owners, by revoking one',
  },
  {
    what: 'validity of an invitation',
    bound: `${chat.INVITATION_HOURS_MAX} hours`,
    constant: 'INVITATION_HOURS_MAX',
    refusal: refusalOf(() => chat.parseNewInvitation({ hours: chat.INVITATION_HOURS_MAX + 1 })),
  },
  {
    what: 'days that a channel keeps messages, unless forever',
    bound: `1 to ${number(chat.RETENTION_DAYS_MAX)}`,
    constant: 'RETENTION_DAYS_MAX',
    refusal: refusalOf(() => chat.parseChannelChange({ retentionDays: chat.RETENTION_DAYS_MAX + 1 })),
    raisedBy: 'the owners of the channel, within this',
  },
  {
    what: 'length of a mute',
    bound: `${number(chat.MUTE_MINUTES_MAX)} minutes`,
    constant: 'MUTE_MINUTES_MAX',
    refusal: refusalOf(() => chat.parseMemberChange({ mutedMinutes: chat.MUTE_MINUTES_MAX + 1 })),
  },
  {
    what: 'users whom a user has blocked',
    bound: `${chat.BLOCKED_MAX} of each user`,
    constant: 'BLOCKED_MAX',
    refusal: tooManyBlocks(),
    raisedBy: 'the user, by unblocking one',
  },
  {
    what: 'members added by name',
    bound: `${ADDITION_RATE_LIMIT.limit} a day and user`,
    constant: 'ADDITION_RATE_LIMIT',
    refusal: rate(ADDITION_RATE_LIMIT),
  },
  {
    what: 'searches for people',
    bound: `${SEARCH_RATE_LIMIT.limit} a minute and user`,
    constant: 'SEARCH_RATE_LIMIT',
    refusal: rate(SEARCH_RATE_LIMIT),
  },
  {
    what: 'searches for messages',
    bound: `${MESSAGE_SEARCH_RATE_LIMIT.limit} a minute and user`,
    constant: 'MESSAGE_SEARCH_RATE_LIMIT',
    refusal: rate(MESSAGE_SEARCH_RATE_LIMIT),
  },
  {
    what: 'length of a search',
    bound: `${chat.SEARCH_QUERY_MAX} UTF-16 units`,
    constant: 'SEARCH_QUERY_MAX',
    refusal: refusalOf(() => chat.parseSearchQuery('x'.repeat(chat.SEARCH_QUERY_MAX + 1))),
  },
  {
    what: 'words and filters of a search',
    bound: `${chat.SEARCH_TERMS_MAX}`,
    constant: 'SEARCH_TERMS_MAX',
    refusal: refusalOf(() => chat.parseSearchQuery('x '.repeat(chat.SEARCH_TERMS_MAX + 1))),
  },
  {
    what: 'messages of one page of results',
    bound: `${chat.SEARCH_PAGE_MAX}`,
    constant: 'SEARCH_PAGE_MAX',
    refusal: 'nothing: the next page has more',
  },
  {
    what: 'best results of a search',
    bound: `${number(RANKED_MAX)} messages that are compared`,
    constant: 'RANKED_MAX',
    refusal: 'nothing: newest first, all are found',
  },
  {
    what: 'letters of a word that are compared',
    bound: `${chat.WORD_MAX}`,
    constant: 'WORD_MAX',
    refusal: 'nothing: the rest of the word may be any',
  },
  {
    what: 'reports',
    bound: `${REPORT_RATE_LIMIT.limit} a day and user`,
    constant: 'REPORT_RATE_LIMIT',
    refusal: rate(REPORT_RATE_LIMIT),
  },
  {
    what: 'reports of one message that are stored',
    bound: `${chat.REPORTERS_MAX} of each message`,
    constant: 'REPORTERS_MAX',
    refusal: 'nothing: the report is accepted and adds nothing',
    raisedBy: 'owners and moderators, by settling it',
  },
  {
    what: 'earlier texts of one message that are kept',
    bound: `${chat.VERSIONS_MAX} of each message: the original and the newest ones`,
    constant: 'VERSIONS_MAX',
    refusal: 'nothing: the oldest after the original is replaced',
  },
  {
    what: 'mentions in one message',
    bound: `${chat.MENTIONS_MAX}, members of the channel only`,
    constant: 'MENTIONS_MAX',
    refusal: 'nothing: further names are not mentioned',
  },
  {
    what: 'members of a channel in which owners and moderators can mention everyone',
    bound: `${chat.EVERYONE_MAX} of each channel`,
    constant: 'EVERYONE_MAX',
    refusal: 'nothing: the page does not offer it',
  },
  {
    what: 'members of a channel in which each member can mention everyone',
    bound: `${chat.EVERYONE_BY_MEMBERS_MAX} of each channel`,
    constant: 'EVERYONE_BY_MEMBERS_MAX',
    refusal: 'nothing: the page does not offer it',
  },
  {
    what: 'unread mentions that are counted',
    bound: `${MENTIONS_COUNTED_MAX} of each user and channel`,
    constant: 'MENTIONS_COUNTED_MAX',
    refusal: 'nothing: the count stays at the limit',
    raisedBy: 'the user, by reading',
  },
  {
    what: 'mentions that count again when messages are marked as unread',
    bound: `the first ${MENTIONS_RESTORED_MAX}, among ${number(chat.SYNC_ENTRIES_MAX)} entries from the first unread message on`,
    constant: 'MENTIONS_RESTORED_MAX',
    refusal: 'nothing: further mentions count as unread messages only',
  },
  {
    what: 'favourites, and muted channels',
    bound: `${chat.CHANNEL_PREFERENCES_MAX} of each kind and user`,
    constant: 'CHANNEL_PREFERENCES_MAX',
    refusal: tooManyPreferences(),
    raisedBy: 'the user, by removing one',
  },
  {
    what: 'channels whose notifications a user has chosen',
    bound: `${chat.NOTIFICATION_LEVELS_MAX} of each user`,
    constant: 'NOTIFICATION_LEVELS_MAX',
    refusal: tooManyLevels(),
    raisedBy: 'the user, by resetting one',
  },
  {
    what: 'members who are notified of all messages of a public or private channel',
    bound: `${chat.LISTENERS_MAX} of each channel`,
    constant: 'LISTENERS_MAX',
    refusal: tooManyListeners(),
    raisedBy: 'these members, by choosing mentions',
  },
  {
    what: 'pinned messages',
    bound: `${chat.PINS_MAX} of each channel`,
    constant: 'PINS_MAX',
    refusal: tooManyPins(),
    raisedBy: 'the members, by unpinning',
  },
  {
    what: 'saved messages',
    bound: `${chat.SAVED_MAX} of each user`,
    constant: 'SAVED_MAX',
    refusal: tooManySaved(),
    raisedBy: 'the user, by removing one',
  },
  {
    what: 'saved messages in one response',
    bound: `${chat.SAVED_PAGE}`,
    constant: 'SAVED_PAGE',
    refusal: 'nothing: the page loads the next ones',
  },
  {
    what: 'followers of a thread',
    bound: `${chat.THREAD_FOLLOWERS_MAX} of each thread`,
    constant: 'THREAD_FOLLOWERS_MAX',
    refusal: tooManyFollowers(),
    raisedBy: 'the followers, by unfollowing',
  },
  {
    what: 'threads in the list, the unread ones first',
    bound: `${chat.THREADS_LISTED_MAX} of each user`,
    constant: 'THREADS_LISTED_MAX',
    refusal: 'nothing: the others are in their channels',
  },
  {
    what: 'followed threads among which those of the list are chosen',
    bound: `${FOLLOWED_READ_MAX} of each user`,
    constant: 'FOLLOWED_READ_MAX',
    refusal: 'nothing: the others are listed when threads are unfollowed or end',
    raisedBy: 'the user, by unfollowing',
  },
  {
    what: 'days without a reply after which a followed thread is no longer listed',
    bound: `${chat.THREAD_LISTED_DAYS} days`,
    constant: 'THREAD_LISTED_DAYS',
    refusal: 'nothing: the next reply lists it again',
  },
  {
    what: 'authors whose pictures are shown under a message with a thread',
    bound: `${chat.REPLY_AUTHORS_MAX} of each thread`,
    constant: 'REPLY_AUTHORS_MAX',
    refusal: 'nothing: those of the newest replies are shown',
  },
  {
    what: 'quoted messages that the page keeps beside those of its channels',
    bound: `${QUOTES_KEPT_MAX}`,
    constant: 'QUOTES_KEPT_MAX',
    refusal: 'nothing: an older one is read again when it is displayed',
  },
  {
    what: 'threads whose newest reply the page keeps for a notification',
    bound: `${REPLIES_KEPT_MAX}`,
    constant: 'REPLIES_KEPT_MAX',
    refusal: 'nothing: the notification has no text',
  },
  {
    what: 'browsers that receive notifications',
    bound: `${chat.PUSH_DEVICES_MAX} of each user`,
    constant: 'PUSH_DEVICES_MAX',
    refusal: 'nothing: a further one replaces the oldest one',
    raisedBy: 'the user, by signing out in one',
  },
  {
    what: 'time for which a browser receives notifications without the page being opened',
    bound: `${chat.PUSH_DEVICE_DAYS} days`,
    constant: 'PUSH_DEVICE_DAYS',
    refusal: 'nothing: the page registers its browser again',
  },
  {
    what: 'length of the address of a push service',
    bound: `${number(chat.PUSH_ENDPOINT_MAX)} characters`,
    constant: 'PUSH_ENDPOINT_MAX',
    refusal: refusalOf(() => chat.parsePushSubscription({ endpoint: 'x'.repeat(chat.PUSH_ENDPOINT_MAX + 1) })),
  },
  {
    what: 'different reactions of a message',
    bound: `${chat.EMOJI_MAX} of each message`,
    constant: 'EMOJI_MAX',
    refusal: { code: 'too-many-reactions', message: `A message can have ${chat.EMOJI_MAX} different reactions.` },
  },
  {
    what: 'users of one reaction',
    bound: `${chat.REACTIONS_MAX} of each reaction`,
    constant: 'REACTIONS_MAX',
    refusal: {
      code: 'too-many-reactions',
      message: `${chat.REACTIONS_MAX} users have this reaction, which is the limit.`,
    },
  },
  {
    what: 'size of a file',
    bound: `${number(FILE_MAX_BYTES_DEFAULT / MEBIBYTE)} MB`,
    constant: 'FILE_MAX_BYTES_DEFAULT',
    refusal: refusedFile({ ...FILE, size: FILE_MAX_BYTES_DEFAULT + 1 }),
    raisedBy: 'the operator: `files.maxBytes` of the stack, `--file-max-mb`; 0 switches files off',
  },
  {
    what: 'types of files',
    bound: 'all but programs, by the extension of the name',
    constant: 'FILE_TYPES_DEFAULT',
    refusal: refusedFile({ ...FILE, name: 'game.exe' }),
    raisedBy: 'the operator, to fewer: `files.types` of the stack, `--file-types`',
  },
  {
    what: 'bytes of new files',
    bound: `${number(FILE_BYTES_PER_DAY_DEFAULT / MEBIBYTE)} MB a day and user`,
    constant: 'FILE_BYTES_PER_DAY_DEFAULT',
    refusal: rate(fileBytesLimit(FILE_BYTES_PER_DAY_DEFAULT)),
    raisedBy: 'the operator: `files.bytesPerDay` of the stack, `--files-mb-per-day`',
  },
  {
    what: 'new files',
    bound: `${FILE_RATE_LIMIT.limit} an hour and user`,
    constant: 'FILE_RATE_LIMIT',
    refusal: rate(FILE_RATE_LIMIT),
  },
  {
    what: 'uploads that are not complete',
    bound: `${FILE_OPEN_UPLOADS_DEFAULT} of each user`,
    constant: 'FILE_OPEN_UPLOADS_DEFAULT',
    refusal: tooManyUploads(FILE_OPEN_UPLOADS_DEFAULT),
    raisedBy: 'the operator: `files.openUploads` of the stack',
  },
  {
    what: 'time of an upload, and then until its message is sent',
    bound: `${PENDING_SECONDS / 3_600} hours each`,
    constant: 'PENDING_SECONDS',
    refusal: noFile(),
  },
  {
    what: 'links to files, and pages of lists of files',
    bound: `${FILE_LINK_RATE_LIMIT.limit} a minute and user; what is loaded by a link in its ${LINK_SECONDS / 60} minutes is not counted`,
    constant: 'FILE_LINK_RATE_LIMIT',
    refusal: rate(FILE_LINK_RATE_LIMIT),
  },
  {
    what: 'links whose previews a user asks for, where previews are switched on',
    bound: `${PREVIEW_RATE_LIMIT.limit} a minute and user`,
    constant: 'PREVIEW_RATE_LIMIT',
    refusal: rate(PREVIEW_RATE_LIMIT),
  },
  {
    what: 'links that are requested from their servers, as no user has seen them for a week',
    bound: `${PREVIEW_FETCH_RATE_LIMIT.limit} an hour and user; none for guests`,
    constant: 'PREVIEW_FETCH_RATE_LIMIT',
    refusal: 'nothing: these links have no preview until another user asks',
  },
  {
    what: 'links of one message that have a preview',
    bound: `the first ${chat.MESSAGE_PREVIEWS_MAX}`,
    constant: 'MESSAGE_PREVIEWS_MAX',
    refusal: 'nothing: further links have none',
  },
  {
    what: 'links of one request for previews',
    bound: `${chat.PREVIEW_LINKS_MAX}`,
    constant: 'PREVIEW_LINKS_MAX',
    refusal: refusalOf(() => chat.parsePreviewRequest({ urls: Array.from({ length: 9 }, (_, index) => `${index}`) })),
  },
  {
    what: 'length of an address that has a preview',
    bound: `${number(chat.PREVIEW_URL_MAX)} characters`,
    constant: 'PREVIEW_URL_MAX',
    refusal: 'nothing: the link has no preview',
  },
  {
    what: 'bytes of a page that are read for its preview, and of its image',
    bound: `${number(PAGE_BYTES)} and ${number(IMAGE_BYTES)}, each before and after decompression; five seconds and three redirects for both`,
    constant: 'PAGE_BYTES',
    refusal: 'nothing: a longer page is cut, and a larger image is left out',
  },
  {
    what: 'pixels of the image of a preview',
    bound: number(PREVIEW_PIXELS_MAX),
    constant: 'PREVIEW_PIXELS_MAX',
    refusal: 'nothing: the image is left out',
  },
  {
    what: 'files of a message',
    bound: `${chat.MESSAGE_FILES_MAX} of each message`,
    constant: 'MESSAGE_FILES_MAX',
    refusal: refusalOf(() =>
      chat.parseNewEntry({ id: chat.newId(), files: Array(chat.MESSAGE_FILES_MAX + 1).fill('') }),
    ),
  },
  {
    what: 'length of the name of a file',
    bound: `${chat.FILE_NAME_MAX} UTF-16 units`,
    constant: 'FILE_NAME_MAX',
    refusal: 'nothing: the name is cut before its extension',
  },
  {
    what: 'size of a thumbnail',
    bound: `${number(chat.THUMBNAIL_MAX)} bytes`,
    constant: 'THUMBNAIL_MAX',
    refusal: refusalOf(() =>
      chat.parseNewFile({ ...FILE, type: 'image/png', thumbnail: { size: chat.THUMBNAIL_MAX + 1 } }),
    ),
  },
  {
    what: 'sides of an image or a video',
    bound: `${number(chat.SIDE_MAX)} pixels`,
    constant: 'SIDE_MAX',
    refusal: refusalOf(() => chat.parseNewFile({ ...FILE, type: 'image/png', width: chat.SIDE_MAX + 1, height: 1 })),
  },
  {
    what: 'pixels of an image or a video',
    bound: number(chat.PIXELS_MAX),
    constant: 'PIXELS_MAX',
    refusal: refusalOf(() =>
      chat.parseNewFile({ ...FILE, type: 'image/png', width: chat.SIDE_MAX, height: chat.SIDE_MAX }),
    ),
  },
  {
    what: 'pixels of an image that the page sends',
    bound: `${MEGAPIXELS_MAX} megapixels`,
    constant: 'MEGAPIXELS_MAX',
    refusal: imageTooLarge('bomb.png', 900, MEGAPIXELS_MAX),
    raisedBy: 'the constant; a smaller image',
  },
  {
    what: 'bytes of files that wait in a browser for their upload',
    bound: `${STORED_BYTES_MAX / MEBIBYTE} MB of each user`,
    constant: 'STORED_BYTES_MAX',
    refusal: tooManyWaitingFiles,
  },
  {
    what: 'time of a guest',
    bound: `${GUEST_DAYS} days`,
    constant: 'GUEST_DAYS',
    refusal: { code: 'guest-expired', message: 'Your guest session has expired. You can start a new one.' },
  },
  {
    what: 'length of a message',
    bound: `${number(chat.MESSAGE_MAX)} UTF-16 units`,
    constant: 'MESSAGE_MAX',
    refusal: refusalOf(() => chat.parseMessage('x'.repeat(chat.MESSAGE_MAX + 1))),
  },
  {
    what: 'length of a title',
    bound: `${chat.TITLE_MAX} UTF-16 units`,
    constant: 'TITLE_MAX',
    refusal: title('title', chat.TITLE_MAX),
  },
  {
    what: 'length of a topic',
    bound: `${chat.TOPIC_MAX} UTF-16 units`,
    constant: 'TOPIC_MAX',
    refusal: title('topic', chat.TOPIC_MAX),
  },
  {
    what: 'length of the reason of a report',
    bound: `${chat.REASON_MAX} UTF-16 units`,
    constant: 'REASON_MAX',
    refusal: title('reason', chat.REASON_MAX),
  },
  {
    what: 'length of a channel name',
    bound: `${chat.CHANNEL_NAME_MAX} characters`,
    constant: 'CHANNEL_NAME_MAX',
    refusal: refusalOf(() => chat.parseChannelName('x'.repeat(chat.CHANNEL_NAME_MAX + 1))),
  },
  {
    what: 'length of a username',
    bound: `${chat.USERNAME_MAX} UTF-16 units`,
    constant: 'USERNAME_MAX',
    refusal: 'nothing: the name of the issuer is cut',
  },
  {
    what: 'length of a display name',
    bound: `${chat.DISPLAY_NAME_MAX} characters`,
    constant: 'DISPLAY_NAME_MAX',
    refusal: refusalOf(() => chat.parseDisplayName('x'.repeat(chat.DISPLAY_NAME_MAX + 1))),
  },
  {
    what: 'length of a status',
    bound: `${chat.STATUS_MAX} characters`,
    constant: 'STATUS_MAX',
    refusal: refusalOf(() => chat.parseStatus({ text: 'x'.repeat(chat.STATUS_MAX + 1) })),
  },
  {
    what: 'size of a picture',
    bound: `${number(chat.PICTURE_MAX)} bytes`,
    constant: 'PICTURE_MAX',
    refusal: refusalOf(() => chat.parsePicture(`data:image/png;base64,${'A'.repeat(4 * chat.PICTURE_MAX)}`)),
  },
];

/** Numbers that bound one request or response, or how another limit is counted, and not what a user can create. */
const OF_REQUESTS: readonly string[] = [
  'AWAY_MS',
  'FILE_LINKS_MAX',
  'FILE_PARTS_MAX',
  'FILES_PAGE_MAX',
  'ONLINE_MS',
  'PART_SIZE',
  'PAGE_DEFAULT',
  'PAGE_MAX',
  'PICTURE_SIDE_MAX',
  'PRESENCE_USERS_MAX',
  'PROFILES_MAX',
  'SINGLE_UPLOAD_MAX',
  'SYNC_CHANNELS_MAX',
  'SYNC_ENTRIES_MAX',
  'UNCOUNTED_MAX',
];

function table(): string {
  const rows = LIMITS.map(({ what, bound, constant, refusal, raisedBy = IN_CODE }) => {
    const [sentence, code] = typeof refusal === 'string' ? [refusal, ''] : [refusal.message, `\`${refusal.code}\``];
    return `| ${what} | ${bound} | ${sentence} | ${code} | ${raisedBy} | \`${constant}\` |\n`;
  });
  return `| what | limit | what the user reads | code | who can raise it | constant |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('')}`;
}

test('the table in docs/limits.md is up to date', () => {
  const text = readFileSync(PAGE, 'utf8');
  const [before = '', rest = ''] = text.split(BEGIN);
  const [current = '', after = ''] = rest.split(END);
  if (process.env['UPDATE']) writeFileSync(PAGE, before + BEGIN + table() + END + after);
  else assert.equal(current, table(), 'UPDATE=1 node --test e2e/limits.test.ts rewrites it');
});

test('every limit in the code is in the table', () => {
  const constants = new Set(LIMITS.map(({ constant }) => constant));
  const ofChat = Object.entries(chat).flatMap(([name, value]) => (typeof value === 'number' ? [name] : []));
  const cloud = globSync('packages/cloud/{access,channels,db,files,messages,moderation,notifications,users}/*.ts', {
    cwd: ROOT,
  })
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n');
  const ofCloud = [...cloud.matchAll(/^export const ([A-Z_]+(?:_MAX|_LIMIT|_DEFAULT))\b/gm)].map(
    ([, name = '']) => name,
  );
  assert.ok(ofChat.length > 20 && ofCloud.length > 5);
  const missing = [...ofChat, ...ofCloud].filter((name) => !constants.has(name) && !OF_REQUESTS.includes(name));
  assert.deepEqual(missing, []);
});

test('every sentence of the table says what the limit is, and every error is one that the code has', () => {
  const source = globSync('packages/{chat,cloud}/**/*.ts', { cwd: ROOT })
    .filter((file) => !file.includes('node_modules'))
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n');
  for (const { constant, refusal } of LIMITS) {
    if (typeof refusal === 'string') continue;
    assert.match(refusal.message, /^\S.*[.]$/, constant);
    assert.ok(source.includes(`'${refusal.code}'`), constant);
  }
});
