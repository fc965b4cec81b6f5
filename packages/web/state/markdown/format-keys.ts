// The keys that format, as Slack has them: with Ctrl, or the command key of a Mac.
import type { FormatName } from './text-formats.ts';

/** A key as it is displayed. */
export type Key = 'Ctrl' | 'Alt' | 'Shift' | string;

/** The keys of each format, in the order of the toolbar. */
export const FORMAT_KEYS: Readonly<Record<FormatName, readonly Key[]>> = {
  bold: ['Ctrl', 'B'],
  italic: ['Ctrl', 'I'],
  strikethrough: ['Ctrl', 'Shift', 'X'],
  inlineCode: ['Ctrl', 'E'],
  codeBlock: ['Ctrl', 'Alt', 'Shift', 'C'],
  quotation: ['Ctrl', 'Shift', '9'],
  bulletedList: ['Ctrl', 'Shift', '8'],
  numberedList: ['Ctrl', 'Shift', '7'],
  link: ['Ctrl', 'Shift', 'U'],
};

const FORMATS_BY_KEYS = new Map(
  Object.entries(FORMAT_KEYS).map(([format, keys]) => [keys.join('+'), format as FormatName]),
).set('Ctrl+Shift+C', 'inlineCode');

/** The keys of an event. */
export type PressedKeys = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The format whose keys are pressed. */
export function formatOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: PressedKeys): FormatName | undefined {
  if (!ctrlKey && !metaKey) return undefined;
  // With Shift a digit is another sign, and a keyboard of another alphabet has no such letters: then the place of the key counts.
  const letter = /^[a-z]$/i.test(key) ? key.toUpperCase() : /^(?:Key|Digit)(.)$/.exec(code)?.[1];
  const keys = ['Ctrl', ...(altKey ? ['Alt'] : []), ...(shiftKey ? ['Shift'] : []), letter];
  return FORMATS_BY_KEYS.get(keys.join('+'));
}
