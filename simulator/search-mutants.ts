// Mutants of search.
import type { Mutant } from './mutant.ts';

/** By a description of the bug. */
export const SEARCH_MUTANTS: Readonly<Record<string, Mutant>> = {
  'a search trusts its index': {
    file: 'packages/cloud/search/message-search.ts',
    from: 'if (message && matchMessage(this.#query, message)) messages.push(message);',
    to: 'if (message) messages.push(message);',
    rule: 'searches find no replaced or deleted text',
    seed: 17,
  },
  'the index ignores edits of earlier messages': {
    file: 'packages/cloud/search/scanned-messages.ts',
    from: "return entry.kind === 'edit' ? [entry.target] : [];",
    to: 'return [];',
    rule: 'searches find every message that matches',
    seed: 75,
  },
};
