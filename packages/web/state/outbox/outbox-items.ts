// The items of the outbox: entries that the log does not contain yet, and the states that they pass through.
import type { FileReference, NewEntry } from '@parley/chat';
import { errorText, WebError } from '../../errors.ts';

/**
 * How the sending of an entry proceeds. `problem` says why it is not sent; `tried` that it was sent without a response, so that
 * the log may contain it already; `retryAt` (milliseconds since 1970) when it is sent again automatically. `attached` are the files of
 * a message; it is not sent while it is `uploading` them. `heldUntil` (milliseconds since 1970) is when a deletion is sent that can be undone
 * until then; entries after it do not wait for it.
 */
export type Sending = {
  at: string;
  state: 'queued' | 'sending' | 'failed';
  problem?: string;
  tried?: true;
  retryAt?: number;
  attached?: readonly FileReference[];
  uploading?: true;
  heldUntil?: number;
};

/**
 * An entry in the outbox, with its channel. Items are sent in ascending `order`, the order of typing. `after` is a seq of the channel
 * such that the log can contain the entry only behind it: one that was known when the id was created or, later, one up to which
 * the log was read without finding the id. An item of an early version of the page has none.
 */
export type Item = NewEntry & Sending & { channel: string; order: number; after?: number };

/** All items of a user, in the order of typing. */
export type Items = readonly Item[];

/** The item of a channel that is sent next: the first that has not failed and is not held. Undefined while that one is being sent, or uploads its files. */
export function nextOf(items: Items, channel: string): Item | undefined {
  const first = items.find((one) => one.channel === channel && one.state !== 'failed' && !one.heldUntil);
  return first?.state === 'queued' && !first.uploading ? first : undefined;
}

/** The items with one of them marked as being sent. */
export function claimed(items: Items, item: Item): Items {
  return items.map((one) => (one === item ? { ...one, state: 'sending' } : one));
}

/** An item that waits to be sent, without the outcome of earlier attempts. */
export function queued({ problem: _problem, retryAt: _retryAt, ...item }: Item): Item {
  return { ...item, state: 'queued' };
}

/** An item whose sending tab is gone. The log may contain it; it is sent again under its own id. */
export function interrupted(item: Item): Item {
  return { ...queued(item), tried: true };
}

/**
 * An item after a failed attempt. A rejection is a response, and so is "too many": the server has stored nothing of this
 * attempt. After an attempt without a response it may have stored everything.
 */
export function attempted({ retryAt: _, ...item }: Item, error: unknown, retryAt: number): Item {
  const problem = errorText(error);
  if (!isTransient(error)) return { ...item, state: 'failed', problem };
  return {
    ...item,
    state: 'queued',
    problem,
    ...(error.status !== TOO_MANY && { tried: true }),
    // A user who is signed out must sign in; time alone does not help.
    ...(error.code !== 'signed-out' && { retryAt }),
  };
}

const TOO_MANY = 429;

/** Whether an attempt that failed with this error is repeated automatically. */
export function isTransient(error: unknown): error is WebError {
  return error instanceof WebError && (error.retryable || error.code === 'signed-out');
}

/** Whether a message can be taken out of the outbox and edited: it has no files, is not being sent, and was never sent without a response. */
export function canTakeOut({
  kind,
  state,
  tried,
  attached,
}: Pick<Item, 'kind' | 'state' | 'tried' | 'attached'>): boolean {
  return kind === 'message' && state !== 'sending' && !tried && !attached;
}

/** What is posted of an item. */
export function entryOf(item: Item): NewEntry {
  const { channel: _channel, order: _order, after: _after, at: _at, state: _state, ...rest } = item;
  const {
    problem: _problem,
    tried: _tried,
    retryAt: _retryAt,
    attached: _attached,
    uploading: _,
    heldUntil: _held,
    ...entry
  } = rest;
  return entry;
}
