// The texts of the page in the reader's language: `t.signIn`, `t.upToDate(3)`.
import { batch, type ReadonlySignal, signal } from '@preact/signals';
import { firstLanguage, firstTexts } from './first-texts.ts';
import {
  chosenLanguage,
  type Language,
  loadOnDemandTexts,
  loadTexts,
  markDocument,
  onLanguageChosenElsewhere,
  preferredLanguage,
  storeLanguage,
} from './language.ts';
import type { OnDemandTexts, Texts } from './texts.ts';

export { LANGUAGES, type Language } from './language.ts';

let shown: Language = firstLanguage;
const texts = signal<Texts>(await firstTexts);
const onDemandTexts = signal<OnDemandTexts | undefined>(undefined);
const chosen = signal(chosenLanguage());

/** The texts. A view that reads one is rendered again in another language: what was typed, and what is open, stays. */
export const t: Texts = new Proxy({} as Texts, { get: (_, name) => texts.value[name as keyof Texts] });

/** The same with the texts of views on demand, once they are loaded: see `all-texts.ts`. */
export const allTexts: Texts & OnDemandTexts = new Proxy({} as Texts & OnDemandTexts, {
  get: (_, name) =>
    (onDemandTexts.value as typeof allTexts | undefined)?.[name as keyof Texts] ?? t[name as keyof Texts],
});

/** The language that the user has chosen; undefined leaves it to the browser. */
export const language: ReadonlySignal<Language | undefined> = chosen;

/** Downloads the texts of views on demand, unless that is done. */
export async function loadMoreTexts(): Promise<void> {
  while (!onDemandTexts.peek()) {
    const inLanguage = shown;
    const loaded = await loadOnDemandTexts(inLanguage);
    // Another language may have been chosen meanwhile.
    if (inLanguage === shown) onDemandTexts.value ??= loaded;
  }
}

/** Shows the page in another language, in all tabs, and keeps the choice. Rejects if the texts cannot be downloaded. */
export async function chooseLanguage(next: Language | undefined): Promise<void> {
  const before = chosen.peek();
  storeLanguage(next);
  chosen.value = next;
  try {
    await showPreferred();
  } catch (error) {
    storeLanguage(before);
    chosen.value = before;
    throw error;
  }
}

async function showPreferred(): Promise<void> {
  // In a browser that denies storage the choice is known here alone.
  const preferred = () => chosen.peek() ?? preferredLanguage();
  const next = preferred();
  const [first, more] = await Promise.all([loadTexts(next), onDemandTexts.peek() && loadOnDemandTexts(next)]);
  if (next === shown || next !== preferred()) return;
  shown = next;
  batch(() => {
    texts.value = first;
    if (more) onDemandTexts.value = more;
  });
  markDocument(next);
}

onLanguageChosenElsewhere(() => {
  chosen.value = chosenLanguage();
  // A tab whose network is down follows when it is loaded again.
  showPreferred().catch(() => undefined);
});
