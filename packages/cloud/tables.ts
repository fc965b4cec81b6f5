// The tables as a handler meets them: one client for the life of the function.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Channels } from './channels.ts';
import { CHAT_TABLE, LOG_TABLE, required } from './environment.ts';
import { Log } from './log.ts';
import { LogWriter } from './log-writer.ts';
import { Mentions } from './mentions.ts';
import { Reads } from './reads.ts';

/** What the two tables hold, by what it is. */
export type Tables = { log: Log; writer: LogWriter; channels: Channels; reads: Reads; mentions: Mentions };

/** What is in the tables that the environment names. */
export function openTables(): Tables {
  const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
  const [logTable, chatTable] = [required(LOG_TABLE), required(CHAT_TABLE)];
  const log = new Log({ dynamodb, logTable });
  return {
    log,
    writer: new LogWriter({ dynamodb, log, logTable, chatTable }),
    channels: new Channels({ dynamodb, chatTable }),
    reads: new Reads({ dynamodb, chatTable }),
    mentions: new Mentions({ dynamodb, chatTable }),
  };
}
