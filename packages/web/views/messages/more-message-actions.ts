// Further actions of the menu of a message, whose code is loaded with the menu.
import type { Message } from '@parley/chat';
import { t } from '../../i18n/all-texts.ts';
import { linkTo } from '../../platform/address.ts';
import { addressOf } from '../../platform/reply-address.ts';
import type { MenuAction } from '../menu.tsx';
import { keepActions } from '../pins/pin-change.ts';
import { showToast } from '../toasts.ts';
import { shownVersions } from './shown-versions.ts';

/** The actions on a message that need nothing of the list in which it is. */
export function moreActions(message: Message): readonly MenuAction[] {
  const showVersions = () => {
    shownVersions.value = message;
  };
  return [
    ...keepActions(message),
    { key: 'link', icon: 'link', label: t.copyLink, perform: () => void copyLink(addressOf(message)) },
    ...(message.edited
      ? [{ key: 'versions', icon: 'history', label: t.editHistory, perform: showVersions } as const]
      : []),
  ];
}

/** Copies the link to an address of the page. */
export async function copyLink(address: string): Promise<void> {
  const link = linkTo(address);
  await navigator.clipboard.writeText(link).then(
    () => showToast({ text: t.linkCopied }),
    // A browser that denies the clipboard displays the link, to be selected.
    () => showToast({ text: link }),
  );
}
