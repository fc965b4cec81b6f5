// The tables as a handler meets them: one client for the life of the function.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Channels } from './channels.ts';
import { CHAT_TABLE, LOG_TABLE, required } from './environment.ts';
import { Log } from './log.ts';

/** The logs and the channels over the tables that the environment names. */
export function openTables(): { log: Log; channels: Channels } {
  const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient());
  const chatTable = required(CHAT_TABLE);
  return {
    log: new Log({ dynamodb, chatTable, logTable: required(LOG_TABLE) }),
    channels: new Channels({ dynamodb, chatTable }),
  };
}
