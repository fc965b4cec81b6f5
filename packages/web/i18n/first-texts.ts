// The texts of the language in which the page is opened. They are requested before the script of the page has arrived.
import { loadTexts, markDocument, preferredLanguage } from './language.ts';

/** The language in which the page is opened. */
export const firstLanguage = preferredLanguage();

/** Its texts. */
export const firstTexts = loadTexts(firstLanguage);

markDocument(firstLanguage);
