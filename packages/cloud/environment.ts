// Names that constructs and functions agree on: environment variables, and what identifies the pipe's API key.

/** The table of the channels' logs. */
export const LOG_TABLE = 'LOG_TABLE';

/** The table of all other data: channels, members, ids of entries. */
export const CHAT_TABLE = 'CHAT_TABLE';

/** How many messages and changes one user may post in a minute. */
export const MESSAGES_PER_MINUTE = 'MESSAGES_PER_MINUTE';

/** The most members of a channel in which typing is signalled, and their number unless the stack sets another. */
export const TYPING_MEMBERS_MAX = 'TYPING_MEMBERS_MAX';
export const TYPING_MEMBERS_MAX_DEFAULT = 12;

/** The bucket of the search index. */
export const SEARCH_BUCKET = 'SEARCH_BUCKET';

/** Set to `off` where the operator has switched presence off. */
export const PRESENCE = 'PRESENCE';

/** The Event API whose keys are rotated. */
export const API_ID = 'API_ID';

/** The connection that contains the pipe's key. */
export const CONNECTION = 'CONNECTION';

/** The user pool in which guests are created, and whose users can sign out of all devices. */
export const USER_POOL = 'USER_POOL';

/** The app client with which guests sign in. */
export const GUESTS_CLIENT = 'GUESTS_CLIENT';

/** How many guests may exist at one time. */
export const GUESTS_MAX = 'GUESTS_MAX';

/** The header that carries an API key (AppSync developer guide, API_KEY authorization). */
export const API_KEY_HEADER = 'x-api-key';

/** How the descriptions of the pipe's keys begin. Other keys of the API are neither used nor changed. */
export const PIPE_KEY_DESCRIPTION = 'Key of the pipe, which publishes with it';

/** How the description of the connection begins. */
export const CONNECTION_DESCRIPTION = 'AppSync Events, with the key of the pipe';

/** The name of the parameter that has the private key of pushes. */
export const PUSH_KEY = 'PUSH_KEY';

/** The origin of the page: push services see it as the address of the server's operator. */
export const PAGE_ORIGIN = 'PAGE_ORIGIN';

/** The origin of a push service on the same machine, to which only an engine's functions may send: no stack sets it. */
export const LOCAL_PUSH_ORIGIN = 'LOCAL_PUSH_ORIGIN';

/** The bucket of the files of messages. */
export const FILES_BUCKET = 'FILES_BUCKET';

/** The largest file in bytes, 0 where files are switched off, and its value unless the stack sets another. */
export const FILE_MAX_BYTES = 'FILE_MAX_BYTES';
export const FILE_MAX_BYTES_DEFAULT = 50 * 1024 * 1024;

/** The types of files that users may upload; by default all but programs. */
export const FILE_TYPES = 'FILE_TYPES';
export const FILE_TYPES_DEFAULT = '*/*';

/** How many bytes one user may upload a day. */
export const FILE_BYTES_PER_DAY = 'FILE_BYTES_PER_DAY';
export const FILE_BYTES_PER_DAY_DEFAULT = 1024 ** 3;

/** How many uploads of one user may be unfinished at one time. */
export const FILE_OPEN_UPLOADS = 'FILE_OPEN_UPLOADS';
export const FILE_OPEN_UPLOADS_DEFAULT = 20;

/** The port of a server on the same machine that is the whole web of link previews in tests: no stack sets it. */
export const LOCAL_WEB_PORT = 'LOCAL_WEB_PORT';

/** Reads a variable that the construct or Lambda has set. */
export function required(name: string, env: NodeJS.ProcessEnv = process.env): string {
  const value = env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set; the stack or Lambda sets it.`);
  return value;
}
