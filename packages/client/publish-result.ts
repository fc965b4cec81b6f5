// Parsing of a publish result, which arrives in a frame or in an HTTP body.

import type { PublishResult } from '@parley/wire';

/** Parses AppSync's `successful` and `failed`; an entry without an index is dropped. */
export function parsePublishResult({ successful, failed }: Readonly<Record<string, unknown>>): PublishResult {
  return { successful: entriesOf(successful), failed: entriesOf(failed) };
}

function entriesOf<Entry extends { index: number }>(list: unknown): Entry[] {
  return Array.isArray(list) ? list.filter((entry: Entry | null) => typeof entry?.index === 'number') : [];
}
