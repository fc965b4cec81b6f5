// The type of a catalogue: English has each text, and another language that lacks one does not compile.
import type * as en from './en.ts';
import type * as enOnDemand from './en-on-demand.ts';

/** The texts in one language that the page needs to display the chat, and the formats of that language. */
export type Texts = Translated<typeof en>;

/** The texts of views that are loaded on demand. */
export type OnDemandTexts = Translated<typeof enOnDemand>;

// The type of an English text is the text itself; another language has any other.
type Translated<Catalogue> = {
  readonly [Name in keyof Catalogue]: Catalogue[Name] extends string ? string : Catalogue[Name];
};
