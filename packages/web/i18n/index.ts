// The texts of the page in the reader's language: `t.signIn`, `t.memberCount(3)`.
import { type ReadonlySignal, signal } from '@preact/signals';
import { firstLanguage, firstTexts } from './first-texts.ts';
import {
  chosenLanguage,
  type Language,
  loadTexts,
  markDocument,
  onLanguageChosenElsewhere,
  preferredLanguage,
  storeLanguage,
} from './language.ts';
import type { Texts } from './texts.ts';

export { LANGUAGES, type Language } from './language.ts';

const texts = signal<Texts>(await firstTexts);
const chosen = signal(chosenLanguage());

/** The texts. A view that reads one is rendered again in another language: what was typed, and what is open, stays. */
export const t: Texts = new Proxy({} as Texts, { get: (_, name) => texts.value[name as keyof Texts] });

/** The language that the user has chosen; undefined leaves it to the browser. */
export const language: ReadonlySignal<Language | undefined> = chosen;

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

let shown: Language = firstLanguage;

async function showPreferred(): Promise<void> {
  // In a browser that denies storage the choice is known here alone.
  const next = chosen.peek() ?? preferredLanguage();
  const loaded = await loadTexts(next);
  if (next === shown || next !== (chosen.peek() ?? preferredLanguage())) return;
  shown = next;
  texts.value = loaded;
  markDocument(next);
}

onLanguageChosenElsewhere(() => {
  chosen.value = chosenLanguage();
  // A tab whose network is down follows when it is loaded again.
  showPreferred().catch(() => undefined);
});
