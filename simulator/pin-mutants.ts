// Mutants of pins.
import type { Mutant } from './mutant.ts';

/** By a description of the bug. */
export const PIN_MUTANTS: Readonly<Record<string, Mutant>> = {
  'a deleted message stays in the list of pins': {
    file: 'packages/cloud/messages/edits.ts',
    from: "entry.kind === 'pin' || isUnpinning ?",
    to: "entry.kind === 'pin' ?",
    rule: 'pins are listed',
    seed: 10,
  },
  'a second pin replaces the first': {
    file: 'packages/chat/pins.ts',
    from: 'pinned: pinned ?? {',
    to: 'pinned: {',
    rule: 'pins are marked',
    seed: 12,
  },
};
