// What the actions on a message do, and where their errors are shown.
import type { Message } from '@parley/chat';
import { useMemo } from 'preact/hooks';
import { errorText } from '../../errors.ts';
import type { Chat, OpenChannel } from '../../state/chat.ts';
import { lateViews } from '../late-views.ts';
import type { MessageHandlers } from './message-view.tsx';

/** The open channel, and the parts of the page that an action opens. */
export type MessageHandlersDeps = {
  chat: Chat;
  openChannel: OpenChannel;
  /** Starts to edit a message. */
  edit: (message: Message) => void;
  /** Quotes a message in the next one. */
  quote: (message: Message) => void;
  /** Opens the thread of a message; missing within a thread. */
  openThread?: (root: number) => void;
  /** Takes an unsent message out of the outbox, into the composer. */
  takeOut: (id: string) => void;
  /** Starts to report a message. */
  report: (message: Message) => void;
  /** Shows why an action failed; undefined when one succeeded. */
  setError: (error: string | undefined) => void;
};

/** Returns the same object while the channel is open, so that it causes no message to be rendered again. */
export function useMessageHandlers({
  chat,
  openChannel,
  edit,
  quote,
  openThread,
  takeOut,
  report,
  setError,
}: MessageHandlersDeps): MessageHandlers {
  const { conversation, outbox } = openChannel;
  return useMemo(() => {
    const attempt = (action: () => void) => {
      try {
        action();
        setError(undefined);
      } catch (error) {
        setError(errorText(error));
      }
    };
    const reportOutcome = (request: Promise<void>) =>
      void request.then(
        () => setError(undefined),
        (error: unknown) => setError(errorText(error)),
      );
    return {
      react: (seq, emoji, on) => attempt(() => outbox.react(seq, emoji, on)),
      markUnread: (message) => reportOutcome(chat.reading.markUnread(message)),
      edit,
      quote,
      ...(openThread && { openThread }),
      deleteMessage: (seq) =>
        attempt(() => lateViews.peek()?.deleteMessage(conversation.channel, seq) ?? outbox.delete(seq)),
      report,
      block: (user) => reportOutcome(chat.blocked.block(user)),
      unblock: (userId) => reportOutcome(chat.blocked.unblock(userId)),
      ban: (userId) =>
        reportOutcome(
          chat
            .request('changeMember', { channel: conversation.channel, userId }, { body: { banned: true } })
            .then(() => undefined),
        ),
      retry: (id) => outbox.retry(id),
      takeOut,
      discard: (id) => outbox.discard(id),
    };
  }, [conversation]);
}
