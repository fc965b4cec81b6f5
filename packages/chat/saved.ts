// Saved messages: what a user has kept for later, in any channel. Other users never see it.
import type { Message } from './entry.ts';

/** The most messages that a user can save: their keys are in one response of about 20 kB. */
export const SAVED_MAX = 500;

/** Saved messages of one page. */
export const SAVED_PAGE = 50;

/**
 * A saved message. `order` grows with each one, `at` is when it was saved; `message` is its current state, and missing while the user may
 * not read its channel.
 */
export type SavedMessage = { channel: string; seq: number; order: number; at: string; message?: Message };

/**
 * A page of what a user has saved, the newest first. `version` counts the changes: a sync returns it, too. The first page has `marks`: the
 * seqs of everything that is saved, by channel.
 */
export type SavedMessages = {
  version: number;
  saved: SavedMessage[];
  more: boolean;
  marks?: Record<string, number[]>;
};
