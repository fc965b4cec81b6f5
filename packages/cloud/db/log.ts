// The log of each channel in DynamoDB, as it is read: heads, single entries, bounded pages.
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Entry, type Page, type PageQuery, parsePayload } from '@parley/chat';

/** The table and what the log needs of the world. */
export type LogNeeds = { dynamodb: Pick<DynamoDBDocumentClient, 'send'>; logTable: string };

/** A place in a log: an entry's seq, and how many messages there are up to it. 0 and 0 is before the first. */
export type Place = { seq: number; count: number };

/** An entry as its row holds it; `lastEdit` is the seq of the edit whose words a message has, when it was edited. */
export type Kept = { entry: Entry; lastEdit: number | undefined };

/** The place before a log's first entry. */
export const BEGINNING: Place = { seq: 0, count: 0 };

/** The logs of all channels. Every read is consistent: what was acknowledged is seen. */
export class Log {
  readonly #needs: LogNeeds;

  constructor(needs: LogNeeds) {
    this.#needs = needs;
  }

  /** Where a channel ends. */
  async head(channel: string): Promise<Place> {
    const [row] = await this.#query(channel, { limit: 1 }, PLACE);
    return row ? placeOf(row) : BEGINNING;
  }

  /** The place of one entry, or nothing when the log has not come so far. */
  async place(channel: string, seq: number): Promise<Place | undefined> {
    const row = await this.#row(channel, seq, PLACE);
    return row && placeOf(row);
  }

  /** One entry as it stands now, or nothing when the log has not come so far. */
  async kept(channel: string, seq: number): Promise<Kept | undefined> {
    const row = await this.#row(channel, seq, KEPT);
    return row && { entry: parsePayload(row.payload), lastEdit: row.lastEdit };
  }

  /** Reads one page of a channel, oldest entry first. */
  async page(channel: string, query: PageQuery): Promise<Page> {
    const newest = query.before === undefined && query.after === undefined;
    const [{ entries }, head] = await Promise.all([
      this.piece(channel, query),
      newest ? BEGINNING : this.head(channel),
    ]);
    const last = entries.at(-1)?.seq;
    const known = Math.max(head.seq, last ?? 0);
    const more = query.after === undefined ? (entries[0]?.seq ?? 1) > 1 : (last ?? known) < known;
    return { entries, head: known, more };
  }

  /** The entries of one page alone, with how much they weigh on the wire: at most 1 MB, as DynamoDB reads no more at once. */
  async piece(channel: string, query: PageQuery): Promise<{ entries: Entry[]; bytes: number }> {
    const rows = await this.#query(channel, query, WIRE);
    if (query.after === undefined) rows.reverse();
    return {
      entries: rows.map(({ payload }) => parsePayload(payload)),
      bytes: rows.reduce((sum, { payload }) => sum + payload.length, 0),
    };
  }

  async #row(channel: string, seq: number, projection: Projection): Promise<Row | undefined> {
    const { Item } = await this.#needs.dynamodb.send(
      new GetCommand({ TableName: this.#needs.logTable, Key: { channel, seq }, ConsistentRead: true, ...projection }),
    );
    return Item as Row | undefined;
  }

  async #query(channel: string, { before, after, limit }: PageQuery, projection: Projection): Promise<Row[]> {
    const bound = before ?? after;
    const { Items } = await this.#needs.dynamodb.send(
      new QueryCommand({
        TableName: this.#needs.logTable,
        KeyConditionExpression: `channel = :channel${bound === undefined ? '' : ` AND seq ${before === undefined ? '>' : '<'} :bound`}`,
        ExpressionAttributeValues: { ':channel': channel, ...(bound !== undefined && { ':bound': bound }) },
        ScanIndexForward: after !== undefined,
        ConsistentRead: true,
        Limit: limit,
        ...projection,
      }),
    );
    return (Items ?? []) as Row[];
  }
}

type Row = { seq: number; count?: number; payload: string; lastEdit?: number };
type Projection = { ProjectionExpression: string; ExpressionAttributeNames?: Record<string, string> };

const WIRE: Projection = { ProjectionExpression: 'payload' };
const KEPT: Projection = { ProjectionExpression: 'payload, lastEdit' };
// COUNT is a reserved word of DynamoDB's expressions.
const PLACE: Projection = { ProjectionExpression: 'seq, #count', ExpressionAttributeNames: { '#count': 'count' } };

// A row without a count is of a log that held messages only.
function placeOf({ seq, count = seq }: Row): Place {
  return { seq, count };
}
