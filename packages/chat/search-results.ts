// What a search returns, and in which order.
import type { Message } from './entry.ts';
import { ChatError } from './errors.ts';

/** The orders of results: the newest message first, or the one that matches best. */
export const SEARCH_ORDERS = ['newest', 'best'] as const;
export type SearchOrder = (typeof SEARCH_ORDERS)[number];

/** The most messages of one response. */
export const SEARCH_PAGE_MAX = 20;

/**
 * One response: messages in their current state. With a `cursor` the search continues. `complete` is false when the request ended before
 * the whole log was searched: back to `searchedTo` (ISO 8601, UTC); the same request with the cursor searches on. `best` results
 * that are not complete are replaced by those of the next request.
 */
export type SearchResults = { messages: Message[]; complete: boolean; searchedTo?: string; cursor?: string };

/** Reads `?order=`. */
export function parseSearchOrder(input: unknown): SearchOrder {
  if (input === undefined) return 'newest';
  const order = SEARCH_ORDERS.find((one) => one === input);
  if (!order) throw new ChatError('bad-request', `order: must be ${SEARCH_ORDERS.join(' or ')}.`);
  return order;
}
