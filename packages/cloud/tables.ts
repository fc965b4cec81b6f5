// The tables as a handler meets them: one client for the life of the function.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Arrival } from './arrival.ts';
import { Blocks } from './blocks.ts';
import { Channels } from './channels.ts';
import { CHAT_TABLE, LOG_TABLE, required } from './environment.ts';
import { Invites } from './invites.ts';
import { Log } from './log.ts';
import { LogWriter } from './log-writer.ts';
import { Members } from './members.ts';
import { Membership } from './membership.ts';
import { Mentions } from './mentions.ts';
import { Profiles } from './profiles.ts';
import { MESSAGES_A_MINUTE } from './rates.ts';
import { Reads } from './reads.ts';
import { Reports } from './reports.ts';
import type { RowsNeeds } from './rows.ts';
import { Rulings } from './rulings.ts';

/** What the two tables hold, by what it is. */
export type Tables = {
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
export type TablesNeeds = {
  dynamodb: Pick<DynamoDBDocumentClient, 'send'>;
  logTable: string;
  chatTable: string;
  messagesPerMinute?: number;
  now?: () => number;
  random?: () => number;
  wait?: (ms: number) => Promise<void>;
};

/** What is in the tables that the environment names. */
export function openTables(settings: Pick<TablesNeeds, 'messagesPerMinute'> = {}): Tables {
  const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
  return tablesOver({ dynamodb, logTable: required(LOG_TABLE), chatTable: required(CHAT_TABLE), ...settings });
}

/** What is in two tables. */
export function tablesOver(given: TablesNeeds): Tables {
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
