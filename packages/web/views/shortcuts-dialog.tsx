// The list of keyboard shortcuts.
import { t } from '../i18n/all-texts.ts';
import { FORMAT_KEYS, type Key } from '../state/markdown/format-keys.ts';
import type { FormatName } from '../state/markdown/text-formats.ts';
import { Dialog } from './dialog.tsx';
import { keyNames } from './key-names.ts';

/** Keys that are pressed together, and what they do. */
const shortcuts = (): readonly (readonly [keys: readonly Key[], does: string])[] => [
  [[t.keyEnter], t.shortcutSend],
  [['Shift', t.keyEnter], t.shortcutLineBreak],
  [['↑'], t.shortcutEditLast],
  ...Object.entries(FORMAT_KEYS).map(([format, keys]) => [keys, t[format as FormatName]] as const),
  [['Ctrl', 'K'], t.shortcutSwitcher],
  [['Ctrl', 'Shift', 'F'], t.searchMessages],
  [['Ctrl', 'Z'], t.shortcutUndoDeletion],
  [['Alt', '↑'], t.shortcutPreviousChannel],
  [['Alt', '↓'], t.shortcutNextChannel],
  [['Ctrl', 'Shift', 'S'], t.shortcutSaved],
  [[t.keyEscape], t.shortcutMarkRead],
  [['Shift', t.keyEscape], t.shortcutMarkAllRead],
  [['Ctrl', '/'], t.shortcutShortcuts],
];

/** Every shortcut; on a Mac the command key has the place of the control key. */
export function ShortcutsDialog({ close }: { close: () => void }) {
  return (
    <Dialog title={t.keyboardShortcuts} close={close}>
      <dl class="shortcuts">
        {shortcuts().map(([keys, does]) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              {keyNames(keys).map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
