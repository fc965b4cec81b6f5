// The search by parts of names, of channels and of users.
import uFuzzy from '@leeoniya/ufuzzy';

/** What can be found: its name, and other texts by which it is found, such as a username. */
export type Searchable = { label: string; hint: string };

// One letter in each term may be missing, wrong, or in another place. All alphabets are letters.
const fuzzy = new uFuzzy({
  unicode: true,
  intraMode: 1,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: "[\\p{L}\\d']",
});

/** The items that match a query, the best first; all, in their order, if the query is empty. Accents and case are ignored. */
export function ranked<Item extends Searchable>(items: readonly Item[], query: string): Item[] {
  if (query.trim() === '') return [...items];
  const texts = uFuzzy.latinize(items.map(({ label, hint }) => `${label} ${hint}`));
  const [needle = ''] = uFuzzy.latinize([query]);
  const [found, info, order] = fuzzy.search(texts, needle, 1);
  if (!found) return [];
  const indexes = info && order ? order.map((index) => info.idx[index]) : found;
  return indexes.flatMap((index) => (index === undefined ? [] : (items[index] ?? [])));
}
