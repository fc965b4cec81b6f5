// Connects link previews with the chat. Loaded when the chat is displayed, where the operator has switched them on.
import type { FilesConfig } from '@parley/chat';
import { previewRequest } from '../../api/previews-api.ts';
import { linkTo } from '../../platform/address.ts';
import type { Chat } from '../../state/chat.ts';
import { systemClock } from '../../state/ports.ts';
import { LinkPreviews } from '../../state/previews/link-previews.ts';
import { lateViews } from '../late-views.ts';
import { MessagePreviews } from './message-previews.tsx';

/** Shows previews below messages; returns how to stop. */
export function startPreviews(chat: Chat, { downloads }: FilesConfig): () => void {
  const previews = new LinkPreviews({ ask: previewRequest(chat, downloads), clock: systemClock });
  const home = linkTo('');
  const views = lateViews.peek();
  if (views)
    lateViews.value = {
      ...views,
      MessagePreviews: ({ message }) => (
        <MessagePreviews chat={chat} previews={previews} home={home} message={message} />
      ),
    };
  return () => previews.stop();
}
