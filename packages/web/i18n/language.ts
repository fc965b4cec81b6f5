// The language of the page: chosen by the user, or the first of the browser's that the page has.
import { RIGHT_TO_LEFT } from './formats.ts';
import type { OnDemandTexts, Texts } from './texts.ts';

/** The languages of the page (BCP 47), with their names as their readers write them. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', ar: 'العربية' } as const;

export type Language = keyof typeof LANGUAGES;

type Catalogue = { first: () => Promise<Texts>; onDemand: () => Promise<OnDemandTexts> };

/** The catalogue of a language is downloaded when it is needed. */
const CATALOGUES: Readonly<Record<Language, Catalogue>> = {
  en: { first: () => import('./en.ts'), onDemand: () => import('./en-on-demand.ts') },
  de: { first: () => import('./de.ts'), onDemand: () => import('./de-on-demand.ts') },
  ar: { first: () => import('./ar.ts'), onDemand: () => import('./ar-on-demand.ts') },
};

const KEY = 'parley.language';

/** How often a catalogue is requested before the page gives up. */
const ATTEMPTS_MAX = 3;

/** The language that the user has chosen in this browser, if any. */
export function chosenLanguage(): Language | undefined {
  const stored = readStored();
  return isLanguage(stored) ? stored : undefined;
}

/** Keeps the choice for all tabs; undefined leaves it to the browser again. */
export function storeLanguage(language: Language | undefined): void {
  try {
    if (language === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, language);
  } catch {
    // A browser that denies storage forgets the choice with the page.
  }
}

/** The language to use: the chosen one, or the first of the browser's languages that the page has, or English. */
export function preferredLanguage(): Language {
  // Tests of the page's state run without a browser, in English.
  if (typeof document === 'undefined') return 'en';
  return chosenLanguage() ?? languageFor(navigator.languages);
}

/** The first of the languages, in the reader's order, that the page has. */
export function languageFor(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.split('-')[0]?.toLowerCase()).find(isLanguage) ?? 'en';
}

/** Downloads the texts with which the page displays the chat. */
export function loadTexts(language: Language): Promise<Texts> {
  return retried(CATALOGUES[language].first);
}

/** Downloads the texts of views that are loaded on demand. */
export function loadOnDemandTexts(language: Language): Promise<OnDemandTexts> {
  return retried(CATALOGUES[language].onDemand);
}

/** Calls back when another tab has chosen a language. */
export function onLanguageChosenElsewhere(changed: () => void): void {
  globalThis.addEventListener?.('storage', ({ key }: StorageEvent) => key === KEY && changed());
}

/** Tells the browser the language of the page and the direction of its writing. */
export function markDocument(language: Language): void {
  if (typeof document === 'undefined') return;
  document.documentElement.lang = language;
  document.documentElement.dir = RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';
  // An installed page has its description in this language.
  const manifest = language === 'en' ? 'manifest.json' : `manifest-${language}.json`;
  document.querySelector('link[rel=manifest]')?.setAttribute('href', manifest);
}

async function retried<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  for (let attempt = 1; ; attempt++)
    try {
      return await load();
    } catch (error) {
      if (attempt === ATTEMPTS_MAX) throw error;
    }
}

function isLanguage(tag: string | null | undefined): tag is Language {
  return tag !== null && tag !== undefined && Object.hasOwn(LANGUAGES, tag);
}

function readStored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
