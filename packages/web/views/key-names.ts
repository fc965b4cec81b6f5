// The names of keys in the reader's language, and on a Mac its own signs.
import { t } from '../i18n/all-texts.ts';
import type { Key } from '../state/markdown/format-keys.ts';

/** The names of keys that are pressed together. */
export function keyNames(keys: readonly Key[]): string[] {
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
  const names: Readonly<Record<Key, string>> = { Ctrl: isMac ? '⌘' : t.keyControl, Alt: t.keyAlt, Shift: t.keyShift };
  return keys.map((key) => names[key] ?? key);
}
