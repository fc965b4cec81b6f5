// The rows of link previews: one for each address, for all readers, until it expires.
import { createHash } from 'node:crypto';
import type { LinkPreview } from '@parley/chat';
import type { Key, Row } from './chat-table.ts';

/** A preview as it is stored: its image is an object of the bucket, and its link is made for each reader. */
export type StoredPreview = Omit<LinkPreview, 'image'> & { image?: Omit<NonNullable<LinkPreview['image']>, 'url'> };

/** What is known of a link: it is being requested, it has no preview, or its preview. */
export type PreviewState = { state: 'requested' } | { state: 'none' } | { state: 'stored'; preview: StoredPreview };

const HOUR = 3_600;

/** How long a preview is used: a page changes its title seldom. Its image is kept longer, see previews.construct.ts. */
export const PREVIEW_SECONDS = 7 * 24 * HOUR;

/** How long a link without a preview is not requested again: its server may be down for a moment. */
export const NO_PREVIEW_SECONDS = HOUR;

/** Longer than a request may take: when the function was stopped, another one may request the link then. */
export const REQUESTED_SECONDS = 15;

/** The name of a link: what no address tells. */
export function previewId(address: string): string {
  return createHash('sha256').update(address).digest('hex');
}

export function previewKey(id: string): Key {
  return { pk: `preview#${id}`, sk: 'preview' };
}

/** Reads a row. One that has expired is deleted some time later by DynamoDB, and does not exist any more. */
export function parsePreviewRow(row: Row | undefined, now: number): PreviewState | undefined {
  const { expiresAt = 0, ...state } = (row ?? {}) as Partial<Row> & { expiresAt?: number };
  return expiresAt * 1000 > now ? (state as unknown as PreviewState) : undefined;
}

/** Begins the request of a link. The condition fails if it is known, or another function requests it at the moment. */
export function requestUpdate(chatTable: string, id: string, now: number) {
  return {
    TableName: chatTable,
    Key: previewKey(id),
    UpdateExpression: 'SET #state = :requested, expiresAt = :end REMOVE preview',
    ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':requested': 'requested',
      ':end': seconds(now) + REQUESTED_SECONDS,
      ':now': seconds(now),
    },
  };
}

/** Stores what was found behind a link. */
export function foundUpdate(chatTable: string, id: string, preview: StoredPreview | undefined, now: number) {
  return {
    TableName: chatTable,
    Key: previewKey(id),
    UpdateExpression: `SET #state = :state, expiresAt = :end${preview ? ', preview = :preview' : ''}`,
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':state': preview ? 'stored' : 'none',
      ':end': seconds(now) + (preview ? PREVIEW_SECONDS : NO_PREVIEW_SECONDS),
      ...(preview && { ':preview': preview }),
    },
  };
}

function seconds(now: number): number {
  return Math.floor(now / 1000);
}
