// The tables as a handler meets them: one client for the life of the function.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Arrival } from '../access/first-visit.ts';
import { Members } from '../access/members.ts';
import { Channels } from '../channels/channels.ts';
import { Invites } from '../channels/invitations.ts';
import { Membership } from '../channels/join-leave.ts';
import { Log } from '../db/log.ts';
import { MESSAGES_A_MINUTE } from '../db/rate-limits.ts';
import { Reads } from '../db/read-cursors.ts';
import type { RowsNeeds } from '../db/rows.ts';
import { CHAT_TABLE, LOG_TABLE, required } from '../environment.ts';
import { Mentions } from '../messages/mentions.ts';
import { LogWriter } from '../messages/post.ts';
import { Rulings } from '../moderation/moderation.ts';
import { Reports } from '../moderation/reports.ts';
import { Blocks } from '../users/blocks.ts';
import { Profiles } from '../users/profiles.ts';

/** What the two tables hold, by what it is. */
export type Services = {
  log: Log;
  writer: LogWriter;
  channels: Channels;
  members: Members;
  membership: Membership;
  rulings: Rulings;
  reports: Reports;
  invites: Invites;
  reads: Reads;
  mentions: Mentions;
  blocks: Blocks;
  profiles: Profiles;
  rows: RowsNeeds;
};

/** What the code over the tables needs of the world; all but the client and the names has defaults. */
export type ServicesDeps = {
  dynamodb: Pick<DynamoDBDocumentClient, 'send'>;
  logTable: string;
  chatTable: string;
  messagesPerMinute?: number;
  now?: () => number;
  random?: () => number;
  wait?: (ms: number) => Promise<void>;
};

/** What is in the tables that the environment names. */
export function openServices(settings: Pick<ServicesDeps, 'messagesPerMinute'> = {}): Services {
  const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
  return createServices({ dynamodb, logTable: required(LOG_TABLE), chatTable: required(CHAT_TABLE), ...settings });
}

/** What is in two tables. */
export function createServices(given: ServicesDeps): Services {
  const needs = {
    messagesPerMinute: MESSAGES_A_MINUTE,
    now: () => Date.now(),
    random: Math.random,
    wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    ...given,
  };
  const log = new Log(needs);
  const arrival = new Arrival({ ...needs, log });
  const members = new Members({ ...needs, arrival });
  const writer = new LogWriter({ ...needs, log, members });
  const membership = new Membership({ ...needs, log, members });
  const blocks = new Blocks(needs);
  return {
    log,
    writer,
    channels: new Channels({ ...needs, members, blocks }),
    members,
    membership,
    rulings: new Rulings({ ...needs, members, membership, writer }),
    reports: new Reports({ ...needs, log, members }),
    invites: new Invites({ ...needs, members, membership, writer }),
    reads: new Reads(needs),
    mentions: new Mentions(needs),
    blocks,
    profiles: new Profiles(needs),
    rows: needs,
  };
}
