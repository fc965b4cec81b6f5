// Mutants of the retention of channels.
import type { Mutant } from '../mutant.ts';

/** By a description of the bug. */
export const RETENTION_MUTANTS: Readonly<Record<string, Mutant>> = {
  'reads wait for the removal of what has expired': {
    file: 'packages/chat/retention.ts',
    from: 'return expired === true || target <= expiredSeq || (before !== undefined && timestamp < before);',
    to: 'return expired === true || target <= expiredSeq;',
    retention: 'expired is hidden',
  },
  'a longer retention brings messages back': {
    file: 'packages/cloud/moderation/retention-change.ts',
    from: 'const shorter = Math.min(...[retentionDays, before].filter((days) => days > 0));',
    to: 'const shorter = retentionDays || 36_500;',
    retention: 'expired is hidden',
  },
  'the text of an edit outlives its message': {
    file: 'packages/cloud/retention/expired-rows.ts',
    from: "...(edit ? [{ Update: overwriteWrite(logTable, edit, 'attribute_exists(seq)') }] : []),",
    to: '',
    retention: 'expired is removed',
  },
  'the index keeps the words of expired messages': {
    file: 'packages/cloud/search/indexer.ts',
    from: 'to <= seq || oldest <= time',
    to: 'to <= seq',
    retention: 'expired is removed',
  },
  'a change that is late writes the text again': {
    file: 'packages/cloud/messages/edits.ts',
    from: "isTombstone ? '' : ' AND attribute_not_exists(expired)'",
    to: "''",
    retention: 'expired is removed',
  },
  'unread counts contain what has expired': {
    file: 'packages/cloud/channels/channel-list.ts',
    from: 'expiredSeq > cursor.seq ?',
    to: 'expiredSeq < 0 ?',
    retention: 'unread count is exact',
  },
};
