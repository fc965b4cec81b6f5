// The dialog with the versions of a message, while one is chosen.
import type { Chat } from '../../state/chat.ts';
import { onDemand } from '../on-demand.tsx';
import { shownVersions } from './shown-versions.ts';

const VersionsDialog = onDemand(() => import('./versions-dialog.tsx').then((module) => module.VersionsDialog));

/** The open dialog. */
export function OpenVersions({ chat }: { chat: Chat }) {
  const message = shownVersions.value;
  const close = () => {
    shownVersions.value = undefined;
  };
  return message ? <VersionsDialog chat={chat} message={message} close={close} /> : null;
}
