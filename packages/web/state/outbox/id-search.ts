// Looks for the id of an item in the log, when the server cannot tell whether an earlier attempt has stored it.
import { type Entry, PAGE_MAX } from '@parley/chat';
import type { Api } from '../../api/types.ts';
import { WebError } from '../../errors.ts';
import { t } from '../../i18n/index.ts';
import type { Item } from './outbox-items.ts';

/** The entry with the id, or the seq up to which the log does not contain it. */
export type IdSearchResult = { entry: Entry } | { readTo: number };

/**
 * Reads every entry behind an item's `after`, up to the head. A head before `after` is that of another log, which cannot contain the
 * id: the server stores nothing behind an entry that it does not have.
 */
export async function searchId(
  api: Pick<Api, 'listMessages'>,
  { channel, id, after = 0 }: Pick<Item, 'channel' | 'id' | 'after'>,
): Promise<IdSearchResult> {
  let readTo = after;
  for (;;) {
    const from = readTo;
    const { entries, head } = await api.listMessages(channel, { after: from, limit: PAGE_MAX });
    for (const entry of entries) {
      if (entry.seq !== readTo + 1) break;
      if (entry.id === id) return { entry };
      readTo = entry.seq;
    }
    if (head <= readTo) return { readTo: Math.min(readTo, head) };
    if (readTo === from) throw new WebError('failing', t.entriesMissing(from));
  }
}
