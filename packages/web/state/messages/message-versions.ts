// The versions of a message, each with what its edit has changed.
import type { MessageVersion } from '@parley/chat';
import { diffArrays } from 'diff';
import { listOf, unexpectedAnswer } from '../../api/request.ts';

/** A part of a text: in both versions, or added or removed by the edit. */
export type TextPart = { text: string; change?: 'added' | 'removed' };

/** A version as it is displayed. `parts` are the words that are the same, added and removed since the version before; `skipped` is the number of versions between both that were not kept. */
export type VersionRow = {
  at: string | undefined;
  current: boolean;
  original: boolean;
  parts: TextPart[];
  skipped: number;
};

/** The most changes that a comparison looks for: texts that have less in common are displayed without one. It takes some milliseconds. */
const CHANGES_MAX = 1_000;

/** Reads the versions of a response. */
export function parseVersions({ versions }: Record<string, unknown>): MessageVersion[] {
  return listOf<Record<string, unknown>>('versions', versions).map(({ edit, at, message }) => {
    if (typeof edit !== 'number' || typeof message !== 'string') throw unexpectedAnswer('versions');
    return { edit, message, ...(typeof at === 'string' && { at }) };
  });
}

/** The rows of the versions of a message of a time, newest first. */
export function versionRows(versions: readonly MessageVersion[], timestamp: string): VersionRow[] {
  return versions.map(({ edit, at, message }, index) => {
    const before = versions[index + 1];
    return {
      at,
      current: index === 0,
      // Of a message that was edited before versions were kept, the first known text is not the original one.
      original: edit === 0 && at === timestamp,
      parts: before ? changedParts(before.message, message) : [{ text: message }],
      skipped: before ? edit - before.edit - 1 : 0,
    };
  });
}

function changedParts(before: string, after: string): TextPart[] {
  const changes = diffArrays(wordsOf(before), wordsOf(after), { maxEditLength: CHANGES_MAX });
  if (!changes) return [{ text: after }];
  return changes.map(({ value, added, removed }) => ({
    text: value.join(''),
    ...(added && { change: 'added' as const }),
    ...(removed && { change: 'removed' as const }),
  }));
}

// Words of any script, with what is between them.
function wordsOf(text: string): string[] {
  words ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  return Array.from(words.segment(text), ({ segment }) => segment);
}

let words: Intl.Segmenter | undefined;
