// The kinds of actions beside the basic ones. Each draws its numbers from a branch of its own, so that one more changes no seed without it.
import type { ActionKind } from './action-kind.ts';
import { FILE_ACTIONS } from './file-actions.ts';
import { PIN_ACTIONS } from './pin-actions.ts';
import { QUOTE_ACTIONS } from './quote-actions.ts';
import { SEARCH_ACTIONS } from './search-actions.ts';
import { THREAD_ACTIONS } from './thread-actions.ts';

export const ACTION_KINDS: readonly ActionKind[] = [
  THREAD_ACTIONS,
  QUOTE_ACTIONS,
  FILE_ACTIONS,
  SEARCH_ACTIONS,
  PIN_ACTIONS,
];
