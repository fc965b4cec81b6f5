// Removes the messages that are older than their channels keep them. It is invoked once an hour.
import type { Context } from 'aws-lambda';
import { required, SEARCH_BUCKET } from '../environment.ts';
import { Reports } from '../moderation/reports.ts';
import { MessageExpiry } from '../retention/message-expiry.ts';
import { Indexer } from '../search/indexer.ts';
import { S3Store } from '../search/s3-store.ts';
import { SegmentCache } from '../search/segment.ts';
import { SegmentLists } from '../search/segment-list.ts';
import { createBaseServices, openTables } from './base-services.ts';

/** What remains of the function's time when it begins nothing further: a page of rows takes seconds at most. */
const RESERVE_MS = 30_000;

const { deps, log, members } = createBaseServices(openTables());
const reports = new Reports({ ...deps, log, members });
const store = new S3Store(required(SEARCH_BUCKET));
const indexer = new Indexer({ ...deps, store, cache: new SegmentCache(), lists: new SegmentLists(deps) });
const expiry = new MessageExpiry({ ...deps, log, reports, indexer });

/** What fails, or has no room in this run, is continued by the next one. */
export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const { removed, isWhole, failures } = await expiry.run(deps.now() + context.getRemainingTimeInMillis() - RESERVE_MS);
  if (removed > 0)
    console.warn(`${removed} expired entries removed${isWhole ? '' : '; more are left for the next run'}`);
  if (failures > 0) throw new Error(`The messages of ${failures} channels were not removed.`);
}
