// Every function that reads a text of another user or program: in the page, in the functions, in the client and in the engine.
import {
  ChatError,
  codeRanges,
  findMentions,
  mentionedNames,
  normalizeName,
  parseChannelChange,
  parseChannelName,
  parseDisplayName,
  parseEmoji,
  parseEntry,
  parseFileListQuery,
  parseId,
  parseInvitationCode,
  parseMemberChange,
  parseMessage,
  parseNewChannel,
  parseNewEntry,
  parseNewReport,
  parsePageQuery,
  parsePicture,
  parsePreviewRequest,
  parseProfileChange,
  parseProfilesQuery,
  parseRouteKey,
  parseSyncQuery,
  parseTypingSignal,
  parseUserId,
  parseWantedLinks,
  usernameFrom,
  withoutMarks,
} from '@parley/chat';
import { parseChannelPath, parseCredentials, parseSubscribePath, WireError } from '@parley/wire';
import { clientErrorFrom } from '../packages/client/errors.ts';
import { parseFrame } from '../packages/client/frames.ts';
import { parseGroups, requestedNameOf } from '../packages/cloud/authenticated-user.ts';
import { cleanText } from '../packages/cloud/previews/preview-text.ts';
import { AwsError } from '../packages/local/errors.ts';
import { parseSignature } from '../packages/local/protocol/sigv4.ts';
import { parseJson, parseJsonObject } from '../packages/local/services/appsync/bounded-json.ts';
import { authenticate } from '../packages/local/services/iam/caller.ts';
import { parseTokens } from '../packages/web/auth/tokens.ts';
import { parseConfig } from '../packages/web/config.ts';
import { WebError } from '../packages/web/errors.ts';
import { loadMoreTexts } from '../packages/web/i18n/index.ts';
import { noticeText } from '../packages/web/state/channels/notices.ts';
import { visibleText } from '../packages/web/state/markdown/markdown-tree.ts';
import { parseMarkdown } from '../packages/web/state/markdown/parse-markdown.ts';
import { linkTarget, segments } from '../packages/web/state/messages/text-segments.ts';
import { previewableLinks } from '../packages/web/state/previews/previewable-links.ts';
import { colour, initials } from '../packages/web/state/users/avatar.ts';

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const BASE = {
  channel: 'general',
  seq: 1,
  id: ID,
  timestamp: '2026-01-01T00:00:00.000Z',
  username: 'ann',
  userId: 'a',
};
const NO_SESSIONS = { sessionOf: () => undefined } as unknown as Parameters<typeof authenticate>[0];

// The texts of errors are loaded on demand.
await loadMoreTexts();

/** Each function by name, called with a text in the place where it can be the longest. */
export const TEXT_FUNCTIONS: Readonly<Record<string, (text: string) => unknown>> = {
  segments,
  linkTarget,
  parseMarkdown: (text) => visibleText(parseMarkdown(text)),
  previewableLinks: (text) => previewableLinks(text, 'https://chat.example/'),
  parsePreviewRequest: (text) => parsePreviewRequest({ urls: [text] }),
  cleanText: (text) => cleanText(text, 200),
  withoutMarks,
  initials,
  colour,
  noticeText: (value) => noticeText({ ...BASE, count: 1, kind: 'notice', notice: 'topic', value }, 'bob'),
  parseConfig: (text) =>
    parseConfig(
      JSON.stringify({
        api: `http://a.example/${text}`,
        eventsHttp: 'http://a.example',
        eventsRealtime: 'ws://a.example',
        signIn: { authorize: 'http://a.example', token: `http://${text}`, clientId: text },
      }),
    ),
  parseTokens: (text) => parseTokens({ access_token: text }),
  findMentions,
  mentionedNames: (text) => mentionedNames(text, codeRanges),
  codeRanges,
  normalizeName,
  usernameFrom: (name) => usernameFrom(name, 'otherwise'),
  parseMessage,
  'parseNewEntry (message)': (message) => parseNewEntry({ id: ID, message }),
  'parseNewEntry (field)': (field) => parseNewEntry({ id: ID, [field]: 1 }),
  parseEmoji,
  parseId,
  parseUserId,
  parseInvitationCode,
  parsePicture,
  'parsePicture (image)': (text) => parsePicture(`data:image/png;base64,${text}`),
  parseDisplayName,
  'parseProfileChange (field)': (field) => parseProfileChange({ [field]: 1 }),
  parseProfilesQuery: (text) => parseProfilesQuery({ userIds: [...text] }),
  parseChannelName,
  'parseNewChannel (title)': (title) => parseNewChannel({ kind: 'private', title }),
  'parseNewChannel (userIds)': (text) => parseNewChannel({ kind: 'direct', userIds: [...text] }),
  'parseChannelChange (topic)': (topic) => parseChannelChange({ topic }),
  parseMemberChange: (role) => parseMemberChange({ role }),
  parseNewReport: (reason) => parseNewReport({ seq: 1, reason }),
  parseFileListQuery: (text) => parseFileListQuery({ before: text, kind: text }),
  parseWantedLinks: (text) => parseWantedLinks({ files: [{ fileId: text }] }),
  parsePageQuery: (before) => parsePageQuery({ before }),
  parseSyncQuery: (name) => parseSyncQuery({ channels: { [name]: 1 } }),
  parseTypingSignal: (username) => parseTypingSignal({ kind: 'typing', username, userId: username }),
  parseEntry: (message) => parseEntry({ ...BASE, kind: 'message', message }),
  parseRouteKey,
  parseChannelPath,
  parseSubscribePath,
  parseCredentials: (text) => parseCredentials(`header-${text}`),
  parseFrame,
  clientErrorFrom: (message) => clientErrorFrom(message, [{ errorType: message, message }]),
  requestedNameOf: (username) => requestedNameOf({ username }),
  parseGroups,
  parseJson,
  parseJsonObject: (text) => parseJsonObject(JSON.stringify({ text })),
  parseSignature,
  authenticate: (text) => authenticate(NO_SESSIONS, { authorization: `AWS4-HMAC-SHA256 ${text}` }),
};

/** The errors with which these functions reject a text. */
const REJECTIONS = [ChatError, WireError, WebError, AwsError, SyntaxError];

/** Calls a function; throws only if it throws something other than its rejection of the text. */
export function callWith(call: (text: string) => unknown, text: string): void {
  try {
    call(text);
  } catch (error) {
    if (!REJECTIONS.some((rejection) => error instanceof rejection)) throw error;
  }
}
