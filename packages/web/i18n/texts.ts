// The type of a catalogue: English has each text, and another language that lacks one does not compile.
import type * as en from './en.ts';

/** All texts of the page in one language, and the formats of that language. */
export type Texts = { readonly [Name in keyof typeof en]: Translated<(typeof en)[Name]> };

// The type of an English text is the text itself; another language has any other.
type Translated<Text> = Text extends string ? string : Text;
