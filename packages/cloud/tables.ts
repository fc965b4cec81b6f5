// The tables as a handler meets them: one client for the life of the function.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Blocks } from './blocks.ts';
import { Channels } from './channels.ts';
import { CHAT_TABLE, LOG_TABLE, required } from './environment.ts';
import { Log } from './log.ts';
import { LogWriter, type WriterNeeds } from './log-writer.ts';
import { Mentions } from './mentions.ts';
import { Profiles } from './profiles.ts';
import { Reads, type ReadsNeeds } from './reads.ts';

/** What the two tables hold, by what it is. */
export type Tables = {
  log: Log;
  writer: LogWriter;
  channels: Channels;
  reads: Reads;
  mentions: Mentions;
  blocks: Blocks;
  profiles: Profiles;
};

/** What the code over the tables needs of the world; all but the client and the names has defaults. */
export type TablesNeeds = ReadsNeeds & Omit<WriterNeeds, 'log'>;

/** What is in the tables that the environment names. */
export function openTables(): Tables {
  const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
  return tablesOver({ dynamodb, logTable: required(LOG_TABLE), chatTable: required(CHAT_TABLE) });
}

/** What is in two tables. */
export function tablesOver(needs: TablesNeeds): Tables {
  const log = new Log(needs);
  return {
    log,
    writer: new LogWriter({ ...needs, log }),
    channels: new Channels(needs),
    reads: new Reads(needs),
    mentions: new Mentions(needs),
    blocks: new Blocks(needs),
    profiles: new Profiles(needs),
  };
}
