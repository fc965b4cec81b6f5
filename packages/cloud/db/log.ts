// Reads of a channel's log in DynamoDB: its head, single entries, bounded pages.
import { type Entry, type Page, type PageQuery, parsePayload } from '@parley/chat';
import { GetCommand, QueryCommand } from '../dynamodb/commands.ts';
import type { DynamoDb } from '../dynamodb/dynamodb-client.ts';

/** `rowsMax` is the most rows of one read for an append, if not the default. */
export type LogDeps = { dynamodb: DynamoDb; logTable: string; rowsMax?: number };

/** How a read is done. */
export type ReadOptions = { eventually?: boolean };

/** A position in a log: an entry's seq, and the number of messages up to it. */
export type LogPosition = { seq: number; count: number };

/**
 * A row of a log without its entry. `digest` is that of a user's request; rows of moderation have none. `minute` is that of its
 * timestamp, and `uncounted` the author, if the entry counts against the rate limit only here. Rows of early versions lack all three.
 */
export type LogRow = LogPosition & { id: string; digest?: string; minute?: number; uncounted?: string };

/**
 * An entry as its row stores it; `lastEdit` is the seq of the edit whose text an edited message has, `edits` the number of its edits since
 * replaced texts are kept, `digest` that of the request that stored it. Rows of early versions have none.
 */
export type StoredEntry = { entry: Entry; lastEdit: number | undefined; edits: number; digest: string | undefined };

/** The most rows of one read for an append: as many as usually fit into the 1 MB of one query. */
const ROWS_MAX = 2_000;

/** The position before a log's first entry. */
export const LOG_START: LogPosition = { seq: 0, count: 0 };

/** The logs of all channels. A read is consistent, unless it says otherwise: it returns every entry whose append was acknowledged. */
export class Log {
  readonly #deps: LogDeps;

  constructor(deps: LogDeps) {
    this.#deps = deps;
  }

  /** The position of a channel's newest entry; `eventually` that of an entry that was the newest a moment ago, at half the price. */
  async head(channel: string, options: ReadOptions = {}): Promise<LogPosition> {
    const { rows } = await this.#query(channel, { limit: 1 }, POSITION, options);
    return rows[0] ? positionOf(rows[0]) : LOG_START;
  }

  /** A channel's newest row, or undefined when its log is empty. */
  async newestRow(channel: string): Promise<LogRow | undefined> {
    const { rows } = await this.#query(channel, { limit: 1 }, ROW);
    return rows.map(logRowOf)[0];
  }

  /**
   * The rows of a channel from a seq on, that one included; undefined when they are too many for one read. A query is no
   * snapshot: after a row that was appended too late for it, later ones are not returned.
   */
  async rowsFrom(channel: string, seq: number): Promise<LogRow[] | undefined> {
    const { rows, isWhole } = await this.#query(
      channel,
      { after: seq - 1, limit: this.#deps.rowsMax ?? ROWS_MAX },
      ROW,
    );
    if (!isWhole) return undefined;
    const gap = rows.findIndex((row, index) => row.seq !== (rows[0]?.seq ?? 0) + index);
    return rows.slice(0, gap < 0 ? undefined : gap).map(logRowOf);
  }

  /** The position of one entry, or undefined when there is no such entry yet. */
  async position(channel: string, seq: number): Promise<LogPosition | undefined> {
    const row = await this.#row(channel, seq, POSITION);
    return row && positionOf(row);
  }

  /** One entry in its current state, or undefined when there is no such entry yet. */
  async stored(channel: string, seq: number): Promise<StoredEntry | undefined> {
    const row = await this.#row(channel, seq, STORED);
    return (
      row && { entry: parsePayload(row.payload), lastEdit: row.lastEdit, edits: row.edits ?? 0, digest: row.digest }
    );
  }

  /** Reads one page of a channel, oldest entry first. After its head there is none: a page checks often whether it has everything. */
  async page(channel: string, query: PageQuery): Promise<Page> {
    const newest = query.before === undefined && query.after === undefined;
    const reading = newest ? LOG_START : this.head(channel);
    if (query.after !== undefined && (await reading).seq === query.after)
      return { entries: [], head: query.after, more: false };
    const [{ entries }, head] = await Promise.all([this.slice(channel, query), reading]);
    const last = entries.at(-1)?.seq;
    const known = Math.max(head.seq, last ?? 0);
    const more = query.after === undefined ? (entries[0]?.seq ?? 1) > 1 : (last ?? known) < known;
    return { entries, head: known, more };
  }

  /** The entries of one page, with the size of their payloads: at most 1 MB, DynamoDB's limit for one query. */
  async slice(channel: string, query: PageQuery): Promise<{ entries: Entry[]; bytes: number }> {
    const { rows } = await this.#query(channel, query, PAYLOAD);
    if (query.after === undefined) rows.reverse();
    return {
      entries: rows.map(({ payload }) => parsePayload(payload)),
      bytes: rows.reduce((sum, { payload }) => sum + payload.length, 0),
    };
  }

  async #row(channel: string, seq: number, projection: Projection): Promise<Row | undefined> {
    const { Item } = await this.#deps.dynamodb.send(
      new GetCommand({ TableName: this.#deps.logTable, Key: { channel, seq }, ConsistentRead: true, ...projection }),
    );
    return Item as Row | undefined;
  }

  async #query(
    channel: string,
    { before, after, limit }: PageQuery,
    projection: Projection,
    { eventually = false }: ReadOptions = {},
  ): Promise<{ rows: Row[]; isWhole: boolean }> {
    const bound = before ?? after;
    const { Items, LastEvaluatedKey } = await this.#deps.dynamodb.send(
      new QueryCommand({
        TableName: this.#deps.logTable,
        KeyConditionExpression: `channel = :channel${bound === undefined ? '' : ` AND seq ${before === undefined ? '>' : '<'} :bound`}`,
        ExpressionAttributeValues: { ':channel': channel, ...(bound !== undefined && { ':bound': bound }) },
        ScanIndexForward: after !== undefined,
        ConsistentRead: !eventually,
        Limit: limit,
        ...projection,
      }),
    );
    return { rows: (Items ?? []) as Row[], isWhole: LastEvaluatedKey === undefined };
  }
}

type Row = Omit<LogRow, 'count'> & { count?: number; payload: string; lastEdit?: number; edits?: number };
type Projection = { ProjectionExpression: string; ExpressionAttributeNames?: Record<string, string> };

const PAYLOAD: Projection = { ProjectionExpression: 'payload' };
const STORED: Projection = { ProjectionExpression: 'payload, lastEdit, edits, digest' };
// COUNT and MINUTE are reserved words of DynamoDB's expressions.
const POSITION: Projection = { ProjectionExpression: 'seq, #count', ExpressionAttributeNames: { '#count': 'count' } };
const ROW: Projection = {
  ProjectionExpression: 'seq, #count, id, digest, #minute, uncounted',
  ExpressionAttributeNames: { '#count': 'count', '#minute': 'minute' },
};

// A row without a count belongs to a log that contained only messages.
function positionOf({ seq, count = seq }: Pick<Row, 'seq' | 'count'>): LogPosition {
  return { seq, count };
}

function logRowOf(row: Row): LogRow {
  return { ...row, ...positionOf(row) };
}
