// Mutants: the code with one bug put into it, to see that the simulator finds it.
import { registerHooks } from 'node:module';

/** A bug: which text of which file becomes which, and the rule that it breaks. */
export type Mutant = { file: string; from: string; to: string; rule: string };

/** Every mutant, by what the code does wrong. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'the append takes a seq that is taken': {
    file: 'packages/cloud/messages/post.ts',
    from: "ConditionExpression: 'attribute_not_exists(seq)',",
    to: '',
    rule: 'acknowledged is stored',
  },
  'the append forgets ids': {
    file: 'packages/cloud/messages/post.ts',
    from: "ConditionExpression: 'attribute_not_exists(pk)',",
    to: '',
    rule: 'no entry twice',
  },
  'the merge takes the newest entry twice': {
    file: 'packages/web/state/messages/timeline.ts',
    from: 'others[0].seq > last) return',
    to: 'others[0].seq >= last) return',
    rule: 'no entry twice',
  },
  'the merge drops an entry that was held back': {
    file: 'packages/web/state/messages/timeline.ts',
    from: 'return merge(timeline, [entry], {',
    to: 'return merge(timeline, entry.seq > (completeTo(timeline) ?? 0) + 1 ? [] : [entry], {',
    rule: 'no hole',
  },
  'the sync takes a page for longer than it is': {
    file: 'packages/web/state/messages/timeline.ts',
    from: '{ from: after + 1, to: last }',
    to: '{ from: after + 1, to: last + 1 }',
    rule: 'no hole',
  },
  'what is live is shown before the sync': {
    file: 'packages/web/state/messages/conversation.ts',
    from: 'known !== undefined && entry.seq <= known + 1',
    to: 'known !== undefined',
    rule: 'no hole',
  },
  'the outbox makes a new id for a retry': {
    file: 'packages/web/state/outbox/outbox-sender.ts',
    from: "...item,\n    state: 'queued'",
    to: "...item,\n    id: item.id.slice(2) + Math.random().toString(36).slice(2, 4),\n    state: 'queued'",
    rule: 'stored once',
  },
  'the outbox forgets what is typed while it is sending': {
    file: 'packages/web/state/outbox/outbox.ts',
    from: 'others.some(({ id }) => id === item.id) ? others : [...others, item]',
    to: "others.some(({ state }) => state === 'sending') ? others : [...others, item]",
    rule: 'typed is stored',
  },
  'unread messages are counted one by one': {
    file: 'packages/web/state/channels/channels.ts',
    from: 'const count = Math.max(channel.count, entry.count)',
    to: 'const count = channel.count + 1',
    rule: 'unread is exact',
  },
  'a read mark can go back': {
    file: 'packages/cloud/db/read-cursors.ts',
    from: ' OR cursors.#channel.seq < :seq',
    to: ' OR attribute_exists(cursors.#channel)',
    rule: 'read is kept',
  },
  'a change is not worked into its message': {
    file: 'packages/cloud/messages/edits.ts',
    from: 'rewritten(logTable, message, ',
    to: 'rewritten(logTable, target, ',
    rule: 'changes are worked in',
  },
  'the words of an edit stay when they are taken back': {
    file: 'packages/cloud/messages/edits.ts',
    from: 'return kept ? [wordless(kept.entry)] : [];',
    to: 'return [];',
    rule: 'deleted is gone',
  },
  'a channel stays on its path when somebody is banned': {
    file: 'packages/cloud/messages/post.ts',
    from: '...(moves && { epoch: epoch + 1 }),',
    to: '',
    rule: 'who is out hears nothing',
  },
  'the append remembers who is in a channel': {
    file: 'packages/cloud/messages/post.ts',
    from: 'const stand = await members.allowed(channel, person, ...ACTIONS[posted.kind]);',
    to: "const stand = (this[channel + ' ' + person.sub] ??= await members.allowed(channel, person, 'post'));",
    rule: 'who is out says nothing',
  },
  'the disk is not waited for': {
    file: 'packages/local/storage/journal.ts',
    from: 'this.#file.writeThrough(bytes, at)',
    to: 'this.#file.write(bytes, at)',
    rule: 'acknowledged is stored',
  },
};

/** Puts a mutant's bug into what is loaded from now on. */
export function mutate(name: string): void {
  const mutant = MUTANTS[name];
  if (!mutant)
    throw new Error(`There is no mutant ${JSON.stringify(name)}; there are: ${Object.keys(MUTANTS).join('; ')}.`);
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(`/${mutant.file}`)) return loaded;
      const source = String(loaded.source);
      if (!source.includes(mutant.from))
        throw new Error(`The mutant is out of date: ${mutant.file} has no ${mutant.from}`);
      return { ...loaded, source: source.replace(mutant.from, mutant.to) };
    },
  });
}
