// The list of keyboard shortcuts.
import { t } from '../i18n/all-texts.ts';
import { Dialog } from './dialog.tsx';

/** Keys that are pressed together, and what they do. */
const shortcuts = (): readonly (readonly [keys: readonly string[], does: string])[] => [
  [[t.keyEnter], t.shortcutSend],
  [[t.keyShift, t.keyEnter], t.shortcutLineBreak],
  [['↑'], t.shortcutEditLast],
  [[t.keyControl, 'B'], t.bold],
  [[t.keyControl, 'I'], t.italic],
  [[t.keyControl, t.keyShift, 'X'], t.strikethrough],
  [[t.keyControl, 'E'], t.inlineCode],
  [[t.keyControl, 'K'], t.shortcutSwitcher],
  [[t.keyControl, t.keyShift, 'F'], t.searchMessages],
  [[t.keyAlt, '↑'], t.shortcutPreviousChannel],
  [[t.keyAlt, '↓'], t.shortcutNextChannel],
  [[t.keyEscape], t.shortcutMarkRead],
  [[t.keyShift, t.keyEscape], t.shortcutMarkAllRead],
  [[t.keyControl, '/'], t.shortcutShortcuts],
];

/** Every shortcut; on a Mac the command key has the place of the control key. */
export function ShortcutsDialog({ close }: { close: () => void }) {
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
  return (
    <Dialog title={t.keyboardShortcuts} close={close}>
      <dl class="shortcuts">
        {shortcuts().map(([keys, does]) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{isMac && key === t.keyControl ? '⌘' : key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
