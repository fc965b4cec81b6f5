// The list of a channel's files, newest first, from an index that only rows of posted files are in.
import { type FileKind, type FileList, type FileListQuery, type ListedFile, referenceTo } from '@parley/chat';
import type { Members } from '../access/members.ts';
import type { TokenUser } from '../authenticated-user.ts';
import type { ChatTableDeps, Row } from '../db/chat-table.ts';
import { FILE_INDEX, type FileRow, hasExpired } from '../db/file-rows.ts';
import { QueryCommand } from '../dynamodb/commands.ts';
import { countFileReads } from './file-read-limit.ts';

export type FileListsDeps = ChatTableDeps & { members: Members; now: () => number };

/** The rows that a page of one kind is looked for in: some 100 kB, 13 read units. A page may have fewer files than its limit, or none. */
const FILTERED_ROWS = 250;

/** The conditions of the kinds, on the type of the file. */
const CONDITIONS: Readonly<Record<FileKind, string>> = {
  image: 'begins_with(#type, :image)',
  media: '(begins_with(#type, :audio) OR begins_with(#type, :video))',
  document: 'NOT (begins_with(#type, :image) OR begins_with(#type, :audio) OR begins_with(#type, :video))',
};
const PREFIXES: Readonly<Record<string, string>> = { ':image': 'image/', ':audio': 'audio/', ':video': 'video/' };

/** The lists of all channels. */
export class FileLists {
  readonly #deps: FileListsDeps;

  constructor(deps: FileListsDeps) {
    this.#deps = deps;
  }

  /** A page of a list. The index is read eventually consistently: the newest file may be missing for a moment. */
  async page(channel: string, { before, kind, limit }: FileListQuery, reader: TokenUser): Promise<FileList> {
    const { members, dynamodb, chatTable, now } = this.#deps;
    const { settings } = await members.authorize(channel, reader, 'read');
    await countFileReads(this.#deps, reader, 1);
    const condition = kind && CONDITIONS[kind];
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName: chatTable,
        IndexName: FILE_INDEX,
        KeyConditionExpression: `filesOf = :channel${before === undefined ? '' : ' AND place < :before'}`,
        ...(condition && { FilterExpression: condition, ExpressionAttributeNames: { '#type': 'type' } }),
        ExpressionAttributeValues: {
          ':channel': channel,
          ...(before !== undefined && { ':before': before }),
          ...Object.fromEntries(Object.entries(PREFIXES).filter(([name]) => condition?.includes(name))),
        },
        ScanIndexForward: false,
        Limit: condition ? FILTERED_ROWS : limit,
      }),
    );
    const rows = Items.slice(0, limit) as (Row & FileRow)[];
    const next = Items.length > limit ? rows.at(-1)?.place : LastEvaluatedKey?.['place'];
    const files = rows.filter((row) => !hasExpired(row, settings, now()));
    // All older ones have expired, too.
    const isEnd = files.length < rows.length;
    return { files: files.map(listed), ...(typeof next === 'number' && !isEnd && { next }) };
  }
}

function listed(row: Row & FileRow): ListedFile {
  const { seq = 0, userId, username = '', postedAt = '', thread } = row;
  const message = { seq, userId, username, timestamp: postedAt, ...(thread !== undefined && { thread }) };
  return { ...referenceTo(row), ...message };
}
