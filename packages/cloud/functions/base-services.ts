// What all functions over the two tables are made of: the client, the logs, the members, and the dependencies of everything else.
import { FirstVisit } from '../access/first-visit.ts';
import { Members } from '../access/members.ts';
import type { ChatTableDeps } from '../db/chat-table.ts';
import { Log } from '../db/log.ts';
import { LogAppender } from '../db/log-append.ts';
import { MESSAGES_PER_MINUTE_DEFAULT } from '../db/message-rate.ts';
import { DynamoDbClient } from '../dynamodb/dynamodb-client.ts';
import { CHAT_TABLE, LOG_TABLE, required, TYPING_MEMBERS_MAX_DEFAULT } from '../environment.ts';
import { Profiles } from '../users/profiles.ts';
import type { SignOutDeps } from '../users/sign-out.ts';

/** What the services need; everything but the client and the names of the tables has a default. */
export type ServicesDeps = ChatTableDeps & {
  logTable: string;
  messagesPerMinute?: number;
  rowsMax?: number;
  typingMembersMax?: number;
  presence?: boolean;
  revokeTokens?: SignOutDeps['revokeTokens'];
  now?: () => number;
  random?: () => number;
  wait?: (ms: number) => Promise<void>;
};

/** The client, and the tables that the environment names. */
export function openTables(): Pick<ServicesDeps, 'dynamodb' | 'logTable' | 'chatTable'> {
  return { dynamodb: new DynamoDbClient(), logTable: required(LOG_TABLE), chatTable: required(CHAT_TABLE) };
}

/** The services that others are made of, and the dependencies of all. */
export function createBaseServices(given: ServicesDeps) {
  const deps = {
    messagesPerMinute: MESSAGES_PER_MINUTE_DEFAULT,
    typingMembersMax: TYPING_MEMBERS_MAX_DEFAULT,
    presence: true,
    now: () => Date.now(),
    random: Math.random,
    wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    ...given,
  };
  const log = new Log(deps);
  const members = new Members({ ...deps, firstVisit: new FirstVisit({ ...deps, log }) });
  return { deps, log, members, appender: new LogAppender({ ...deps, log }), profiles: new Profiles(deps) };
}
