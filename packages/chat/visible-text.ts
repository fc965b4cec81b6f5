// Which characters of a text can be seen, and which change how the text around them is displayed.

/**
 * A character that leaves a mark on the screen. Fillers, zero-width characters, tags, variation selectors (all of them
 * Default_Ignorable_Code_Point) and the few blank symbols do not. Unassigned code points may be the emoji of a later Unicode version.
 */
const VISIBLE =
  /[[\p{L}\p{N}\p{P}\p{S}\p{Cn}]--[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc\u{1d159}]]/v;

/** Whether a reader can see anything of a text. Every text that others read must have visible content. */
export function hasVisibleContent(text: string): boolean {
  return VISIBLE.test(text);
}

/** Control characters, line breaks, and those that change the direction of adjacent text (Unicode Standard Annex 9). */
export const CONTROL_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Whether a text contains a character that would change the display of what surrounds it. */
export function hasControlCharacters(text: string): boolean {
  return text.search(CONTROL_CHARACTERS) !== -1;
}
