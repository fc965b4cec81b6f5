// The names that a function's environment and its code agree on: a construct sets them, a handler reads them.

/** The table of the channels' logs. */
export const LOG_TABLE = 'LOG_TABLE';

/** The table of what the chat knows beside its logs: channels, and the ids of what was said. */
export const CHAT_TABLE = 'CHAT_TABLE';

/** How many messages and changes one person may send in a minute. */
export const MESSAGES_PER_MINUTE = 'MESSAGES_PER_MINUTE';

/** The Event API whose keys the repair looks after. */
export const API_ID = 'API_ID';

/** The connection that holds the pipe's key. */
export const CONNECTION = 'CONNECTION';

/** The user pool in which guests are made. */
export const USER_POOL = 'USER_POOL';

/** The client of the pool through which guests are signed in. */
export const GUESTS_CLIENT = 'GUESTS_CLIENT';

/** How many guests there may be. */
export const GUESTS_MAX = 'GUESTS_MAX';

/** Reads a variable that the construct has set. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set; the stack sets it.`);
  return value;
}
