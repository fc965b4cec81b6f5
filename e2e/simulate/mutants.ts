// Mutants: the code with one bug put into it, to see that the simulator finds it.
import { registerHooks } from 'node:module';

/** A bug: which text of which file becomes which, and the rule that it breaks. */
export type Mutant = { file: string; from: string; to: string; rule: string };

/** Every mutant, by what the code does wrong. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
  'the append takes a seq that is taken': {
    file: 'packages/cloud/log-writer.ts',
    from: "ConditionExpression: 'attribute_not_exists(seq)',",
    to: '',
    rule: 'acknowledged is stored',
  },
  'the append forgets ids': {
    file: 'packages/cloud/log-writer.ts',
    from: "ConditionExpression: 'attribute_not_exists(pk)',",
    to: '',
    rule: 'no entry twice',
  },
  'the merge takes the newest entry twice': {
    file: 'packages/web/state/timeline.ts',
    from: 'others[0].seq > last) return',
    to: 'others[0].seq >= last) return',
    rule: 'no entry twice',
  },
  'the merge drops an entry that was held back': {
    file: 'packages/web/state/timeline.ts',
    from: 'return merge(timeline, [entry], {',
    to: 'return merge(timeline, entry.seq > (completeTo(timeline) ?? 0) + 1 ? [] : [entry], {',
    rule: 'no hole',
  },
  'the sync takes a page for longer than it is': {
    file: 'packages/web/state/timeline.ts',
    from: 'undefined : { from, to: last };',
    to: 'undefined : { from, to: last + 1 };',
    rule: 'no hole',
  },
  'what is live is shown before the sync': {
    file: 'packages/web/state/conversation.ts',
    from: 'known !== undefined && entry.seq <= known + 1',
    to: 'known !== undefined',
    rule: 'no hole',
  },
  'the outbox makes a new id for a retry': {
    file: 'packages/web/state/sender.ts',
    from: 'api.post(channel, entryOf(item))',
    to: 'api.post(channel, { ...entryOf(item), id: failures ? item.id.slice(1) + (failures % 10) : item.id })',
    rule: 'stored once',
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
