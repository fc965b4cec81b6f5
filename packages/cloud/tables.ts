// The tables as a handler meets them: one client for the life of the function.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Arrival } from './arrival.ts';
import { Blocks } from './blocks.ts';
import { Channels } from './channels.ts';
import { CHAT_TABLE, LOG_TABLE, required } from './environment.ts';
import { Log } from './log.ts';
import { LogWriter } from './log-writer.ts';
import { Members } from './members.ts';
import { Membership } from './membership.ts';
import { Mentions } from './mentions.ts';
import { Profiles } from './profiles.ts';
import { Reads } from './reads.ts';
import type { RowsNeeds } from './rows.ts';

/** What the two tables hold, by what it is. */
export type Tables = {
  log: Log;
  writer: LogWriter;
  channels: Channels;
  members: Members;
  membership: Membership;
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
  now?: () => number;
  random?: () => number;
  wait?: (ms: number) => Promise<void>;
};

/** What is in the tables that the environment names. */
export function openTables(): Tables {
  const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
  return tablesOver({ dynamodb, logTable: required(LOG_TABLE), chatTable: required(CHAT_TABLE) });
}

/** What is in two tables. */
export function tablesOver(given: TablesNeeds): Tables {
  const needs = {
    now: Date.now,
    random: Math.random,
    wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    ...given,
  };
  const log = new Log(needs);
  const arrival = new Arrival({ ...needs, log });
  const members = new Members({ ...needs, arrival });
  return {
    log,
    writer: new LogWriter({ ...needs, log, members }),
    channels: new Channels({ ...needs, members }),
    members,
    membership: new Membership({ ...needs, log, members }),
    reads: new Reads(needs),
    mentions: new Mentions(needs),
    blocks: new Blocks(needs),
    profiles: new Profiles(needs),
    rows: needs,
  };
}
