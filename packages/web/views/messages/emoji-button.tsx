// The button at the message field that opens the emoji picker.
import { t } from '../../i18n/index.ts';
import { Icon } from '../icons.tsx';
import { menuButtonProps, useMenu } from '../menu-state.ts';
import { onDemand } from '../on-demand.tsx';

const EmojiPicker = onDemand(() => import('../emoji/emoji-picker.tsx').then((module) => module.EmojiPicker));

/** Inserts an emoji at the caret of the field, which then has the focus. */
export function EmojiButton({ field }: { field: { current: HTMLTextAreaElement | null } }) {
  const menu = useMenu();
  const pick = (emoji: string) => {
    menu.dismiss();
    field.current?.focus();
    // Unlike an assignment, the command can be undone by the user, and it dispatches the event of an input.
    document.execCommand('insertText', false, emoji);
  };
  return (
    <div class="emoji-menu" ref={menu.frame}>
      <button type="button" class="icon-button" aria-label={t.emoji} title={t.emoji} {...menuButtonProps(menu)}>
        <Icon name="emoji" />
      </button>
      {menu.open && <EmojiPicker menu={menu} pick={pick} />}
    </div>
  );
}
