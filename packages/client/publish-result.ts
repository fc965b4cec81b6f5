// The answer to a publish, read from a frame or from an HTTP body.

import type { PublishResult } from '@parley/wire';

/** Reads AppSync's `successful` and `failed`; an entry that does not say which event it means is dropped. */
export function parseResult({ successful, failed }: Readonly<Record<string, unknown>>): PublishResult {
  return { successful: entriesOf(successful), failed: entriesOf(failed) };
}

function entriesOf<Entry extends { index: number }>(list: unknown): Entry[] {
  return Array.isArray(list) ? list.filter((entry: Entry | null) => typeof entry?.index === 'number') : [];
}
