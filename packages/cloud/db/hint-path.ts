// The attribute by which the stream of the chat table publishes the changes of a row to a user's pages.

/** The path of all owners of the chat, who see the reports of default channels without a row that names them. */
export const OWNERS_PATH = 'groups/owners';

/** One segment of a channel path: docs.aws.amazon.com/appsync, event-api-websocket-protocol. Users with other ids have no path. */
const SEGMENT = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?$/;

/** The attribute of a row that concerns a user: each insert and each change of the row is published at the end of this path. */
export function hintAttribute(userId: string): { hintPath?: string } {
  return SEGMENT.test(userId) ? { hintPath: `users/${userId}` } : {};
}
