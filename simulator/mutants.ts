// Mutants: versions of the code with one bug inserted, to verify that the simulator detects it.
import { registerHooks } from 'node:module';
import { FILE_MUTANTS } from './file-mutants.ts';
import type { Mutant } from './mutant.ts';
import { PIN_MUTANTS } from './pin-mutants.ts';
import { RETENTION_MUTANTS } from './retention/retention-mutants.ts';
import { SEARCH_MUTANTS } from './search-mutants.ts';
import { THREAD_MUTANTS } from './thread-mutants.ts';

/** Every mutant, by a description of its bug. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'the append assigns a seq twice': {
    file: 'packages/cloud/db/log-append.ts',
    from: ", ConditionExpression: 'attribute_not_exists(seq)' }",
    to: ' }',
    rule: 'acknowledged is stored',
    seed: 5,
  },
  'the append ignores ids': {
    file: 'packages/cloud/db/log-tail.ts',
    from: 'return this.#seqs.get(id);',
    to: 'return undefined;',
    rule: 'no duplicate',
    append: 'stored once',
  },
  'a conflict counts as stored': {
    file: 'packages/cloud/db/log-append.ts',
    from: 'LOST_PUTS.has(error.name)) return false;',
    to: 'LOST_PUTS.has(error.name)) return true;',
    rule: 'acknowledged is stored',
    append: 'acknowledged is stored',
  },
  'a warm function trusts its own beginning of the log': {
    file: 'packages/cloud/db/log-tail.ts',
    from: 'return seq >= this.#first && ',
    to: 'return ',
    append: 'stored once',
  },
  'the row of "after" need not exist': {
    file: 'packages/cloud/db/known-logs.ts',
    from: 'rows && (after === 0 || rows[0]?.seq === after) ?',
    to: 'rows ?',
    rule: 'seqs are contiguous',
    append: 'seqs are contiguous',
    seed: 3,
  },
  'an id with other content counts as a retry': {
    file: 'packages/cloud/messages/post-request.ts',
    from: ': stored === digest;',
    to: ': true;',
    rule: 'an id is not reused',
    append: 'acknowledged is stored',
    seed: 16,
  },
  'a sender renews "after" without reading': {
    file: 'packages/web/state/outbox/id-search.ts',
    from: 'if (entry.id === id) return { entry };',
    to: '',
    append: 'stored once',
  },
  'the merge duplicates the newest entry': {
    file: 'packages/web/state/messages/timeline.ts',
    from: 'others[0].seq > last) return',
    to: 'others[0].seq >= last) return',
    rule: 'no duplicate',
  },
  'the merge drops a delayed entry': {
    file: 'packages/web/state/messages/timeline.ts',
    from: 'return merge(timeline, [entry], {',
    to: 'return merge(timeline, entry.seq > (completeTo(timeline) ?? 0) + 1 ? [] : [entry], {',
    rule: 'stored is displayed',
    seed: 92,
  },
  'the sync is off by one': {
    file: 'packages/web/state/messages/timeline.ts',
    from: '{ from: after + 1, to: last }',
    to: '{ from: after + 1, to: last + 1 }',
    rule: 'no gap',
  },
  'live entries are displayed before the sync': {
    file: 'packages/web/state/messages/conversation.ts',
    from: 'known !== undefined && entry.seq <= known + 1',
    to: 'known !== undefined',
    rule: 'no gap',
  },
  'the outbox creates a new id for a retry': {
    file: 'packages/web/state/outbox/outbox-items.ts',
    from: "...item,\n    state: 'queued'",
    to: "...item,\n    id: item.id.slice(2) + Math.random().toString(36).slice(2, 4),\n    state: 'queued'",
    rule: 'stored once',
    seed: 25,
  },
  'the outbox loses what is typed while it is sending': {
    file: 'packages/web/state/outbox/outbox-queue.ts',
    from: 'others.some(({ id }) => id === item.id) ? others : [...others, item]',
    to: "others.some(({ state }) => state === 'sending') ? others : [...others, item]",
    rule: 'typed is stored',
    seed: 3,
  },
  'unread messages are counted one by one': {
    file: 'packages/web/state/channels/channels.ts',
    from: 'const count = Math.max(channel.count, entry.count)',
    to: 'const count = channel.count + 1',
    rule: 'unread count is exact',
  },
  'a sync compares no heads': {
    file: 'packages/cloud/channels/synced-list.ts',
    from: 'return heads.get(channel)?.seq === head && ',
    to: 'return ',
    rule: 'unread count is exact',
    seed: 21,
  },
  'a read cursor can move back': {
    file: 'packages/cloud/db/read-cursors.ts',
    from: ' OR cursors.#channel.seq < :seq',
    to: ' OR attribute_exists(cursors.#channel)',
    rule: 'read cursor is kept',
  },
  'a change is not applied to its message': {
    file: 'packages/cloud/messages/edits.ts',
    from: '      message,\n      entry.kind',
    to: '      target,\n      entry.kind',
    rule: 'changes are applied',
  },
  'the text of an edit remains after the deletion': {
    file: 'packages/cloud/messages/edits.ts',
    from: '...(outdatedEdit ? [rewriteEntry(logTable, tombstone(outdatedEdit))] : []),',
    to: '',
    rule: 'deleted text is gone',
    seed: 57,
  },
  'earlier texts remain after the deletion': {
    file: 'packages/cloud/db/version-rows.ts',
    from: 'Math.min(edits, VERSIONS_MAX)',
    to: '0',
    rule: 'deleted text is gone',
    seed: 57,
  },
  'a channel keeps its path after a ban': {
    file: 'packages/cloud/moderation/notices.ts',
    from: '...(endsEpoch && { epoch: epoch + 1 }),',
    to: '',
    rule: 'banned users receive nothing',
    seed: 8,
  },
  'a warm function remembers permissions after a moderation': {
    file: 'packages/cloud/db/log-tail.ts',
    from: 'if (digest === undefined) this.#permissions = new Map();',
    to: '',
    rule: 'muted users post nothing',
    append: 'restricted users post nothing',
    seed: 8,
  },
  'a mute is stored in the rows of the member only': {
    file: 'packages/cloud/moderation/moderation.ts',
    from: '? muteWrite(chatTable, channel, about, { until, by: user.userId, at })',
    to: '? { Delete: { TableName: chatTable, Key: muteKey(channel, userId) } }',
    rule: 'muted users post nothing',
    seed: 24,
  },
  'a ban needs a membership': {
    file: 'packages/cloud/moderation/moderation.ts',
    from: "await authorizeTarget(access, userId, 'ban', user, this.#deps)",
    to: "await authorizeMember(access, userId, 'ban', user, this.#deps)",
    rule: 'moderation needs no membership',
  },
  'invitations remain after a removal': {
    file: 'packages/cloud/moderation/member-removal.ts',
    from: 'revokeInvitationsWrite(chatTable, access.settings.name),',
    to: '',
    rule: 'revoked invitations admit no user',
    seed: 8,
  },
  'leaving uses a role that was read before': {
    file: 'packages/cloud/channels/join-leave.ts',
    from: 'const { member, settings } = access;',
    to: "const { member, settings } = (this[channel + ' ' + user.userId] ??= access);",
    rule: 'a channel keeps an owner',
    seed: 273,
  },
  'a write does not wait for the disk': {
    file: 'packages/local/storage/journal.ts',
    from: 'this.#file.writeThrough(bytes, at)',
    to: 'this.#file.write(bytes, at)',
    rule: 'acknowledged is stored',
    seed: 5,
  },
  ...THREAD_MUTANTS,
  ...FILE_MUTANTS,
  ...SEARCH_MUTANTS,
  ...RETENTION_MUTANTS,
  ...PIN_MUTANTS,
};

/** Inserts a mutant's bug into modules that are loaded from now on. */
export function mutate(name: string): void {
  const mutant = MUTANTS[name];
  if (!mutant)
    throw new Error(`No such mutant: ${JSON.stringify(name)}. The mutants are: ${Object.keys(MUTANTS).join('; ')}.`);
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(`/${mutant.file}`)) return loaded;
      const source = String(loaded.source);
      if (!source.includes(mutant.from))
        throw new Error(`The mutant is outdated: ${mutant.file} does not contain ${mutant.from}`);
      return { ...loaded, source: source.replace(mutant.from, mutant.to) };
    },
  });
}
