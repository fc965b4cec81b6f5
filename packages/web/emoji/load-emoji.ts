// Downloads the emoji data: the list of all languages, and the names in one of them.
import type { Language } from '../i18n/index.ts';
import { type Emoji, parseEmojiData } from './emoji-data.ts';

const NAMES: Readonly<Record<Language, () => Promise<{ default: string }>>> = {
  en: () => import('./emoji-en.tsv'),
  de: () => import('./emoji-de.tsv'),
  ar: () => import('./emoji-ar.tsv'),
};

const loaded = new Map<Language, Promise<readonly Emoji[]>>();

/** All emoji, in Unicode's order, with names in a language. After a failure the next call is another try. */
export function loadEmoji(language: Language): Promise<readonly Emoji[]> {
  const known = loaded.get(language);
  if (known) return known;
  const loading = Promise.all([import('./emoji.tsv'), NAMES[language]()]).then(
    ([list, names]) => parseEmojiData(list.default, names.default),
    (error: unknown) => {
      loaded.delete(language);
      throw error;
    },
  );
  loaded.set(language, loading);
  return loading;
}
