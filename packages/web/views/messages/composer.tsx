// The message field: Enter sends, Shift+Enter inserts a line break.
import { type Everyone, type FileReference, type Message, type NewLinks, parseMessage } from '@parley/chat';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { errorText } from '../../errors.ts';
import { t } from '../../i18n/index.ts';
import { finePointer } from '../../platform/browser.ts';
import type { Chat, OpenChannel } from '../../state/chat.ts';
import { everyoneOutsideCode } from '../../state/messages/code-finder.ts';
import type { Draft } from '../../state/messages/drafts.ts';
import { lateViews } from '../late-views.ts';
import { onDemand } from '../on-demand.tsx';
import { useAutoHeight, useCompletion } from './composer-field.ts';
import { EmojiButton } from './emoji-button.tsx';
import { SendButton } from './send-button.tsx';
import { useSlowModeCountdown } from './slow-mode-countdown.ts';

const EveryoneDialog = onDemand(() => import('./everyone-dialog.tsx').then((module) => module.EveryoneDialog));

export type ComposerProps = {
  chat: Chat;
  openChannel: OpenChannel;
  draft: Draft;
  field: { current: HTMLTextAreaElement | null };
  /** The channel's name as its header shows it. */
  heading: string;
  /** In a thread: the id and the label of the field, and what the messages are replies to. */
  thread?: { id: string; label: string; links: NewLinks; onSent: () => void };
  /** The message that ArrowUp in an empty field edits: the reader's newest. */
  lastOwn: () => Message | undefined;
};

/** The field holds the draft of its channel, or the text of the message that is being edited. */
export function Composer({ chat, openChannel, draft, field, heading, thread, lastOwn }: ComposerProps) {
  const { outbox, typing, conversation } = openChannel;
  const [error, setError] = useState<string>();
  const [asking, setAsking] = useState<Everyone>();
  const [held, hold] = useState(false);
  const pending = draft.edit.value;
  const editing = pending?.message;
  const id = thread?.id ?? 'composer';
  const quote = draft.quote.value;
  const { ComposerNotice: Notice, Formatting } = lateViews.value ?? {};
  const edit = (message: Message | undefined) => draft.startEdit(message);
  const text = pending?.text ?? draft.text.value;
  useAutoHeight(field, text);
  const Completion = useCompletion(text);
  const { AttachButton, FileTray } = (!editing && lateViews.value?.files) || {};
  const { channel } = conversation;
  const root = thread?.links.thread;
  const picker = editing ? undefined : chat.files.value?.picker;
  // Undefined while files are being prepared: a message that is sent then is held until they are.
  const files = picker ? picker.attached(channel, root) : NO_FILES;
  const secondsLeft = useSlowModeCountdown(chat, openChannel);
  useEffect(() => {
    if (finePointer.peek()) field.current?.focus();
  }, []);
  useLayoutEffect(() => {
    setError(undefined);
    if (editing ?? quote) field.current?.focus();
  }, [editing, quote]);
  const change = (value: string) => {
    setError(undefined);
    draft.write(value);
  };
  const send = (everyone?: Everyone | 'none') => {
    const isEmpty = text.trim() === '';
    if (!files) return hold(true);
    if (isEmpty && !files.length && !editing) return;
    const word = !editing && !thread && chat.channels.of(channel)?.mayMentionEveryone && everyoneOutsideCode(text);
    if (everyone === undefined && word) return setAsking(word);
    try {
      const message = isEmpty && files.length ? '' : parseMessage(text);
      const links = { ...thread?.links, ...(quote !== undefined && { replyTo: quote }) };
      if (!editing) outbox.send(message, everyone === 'none' ? undefined : everyone, links, files);
      else if (message !== editing.message) outbox.edit(editing.seq, message);
    } catch (cause) {
      return setError(errorText(cause));
    }
    if (editing) return edit(undefined);
    draft.write('');
    draft.startQuote(undefined);
    thread?.onSent();
    typing.reset();
  };
  useLayoutEffect(() => {
    if (!held || !files) return;
    hold(false);
    // Of a file that was refused meanwhile the author reads first.
    if (!editing && !picker?.problems(channel, root).length) send();
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (isSendKey(event)) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && (editing ?? quote)) {
      event.stopPropagation();
      edit(undefined);
      draft.startQuote(undefined);
    } else if (event.key === 'ArrowUp' && text === '' && !event.altKey) {
      const last = lastOwn();
      if (!last) return;
      event.preventDefault();
      edit(last);
    }
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
        field.current?.focus();
      }}
    >
      {Notice && <Notice draft={draft} id={`${id}-notice`} />}
      {error !== undefined && (
        <p class="form-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {asking && (
        <EveryoneDialog
          chat={chat}
          channel={channel}
          heading={heading}
          everyone={asking}
          send={(everyone) => {
            setAsking(undefined);
            send(everyone ?? 'none');
          }}
          close={() => setAsking(undefined)}
        />
      )}
      {FileTray && <FileTray channel={channel} thread={root} field={field} />}
      <div class="composer-box">
        <label class="visually-hidden" for={id}>
          {thread?.label ?? t.composerLabel(heading)}
        </label>
        <textarea
          id={id}
          ref={field}
          rows={1}
          dir="auto"
          placeholder={thread?.label ?? t.composerPlaceholder(heading)}
          enterkeyhint="send"
          value={text}
          readOnly={held}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-notice ${id}-error`}
          onInput={(event) => {
            change(event.currentTarget.value);
            if (event.currentTarget.value.trim() !== '' && !editing && !thread) typing.signal();
          }}
          onKeyDown={onKeyDown}
        />
        {Completion && <Completion chat={chat} channel={channel} field={field} text={text} />}
        {Formatting && <Formatting field={field} text={text} />}
        {AttachButton && <AttachButton channel={channel} thread={root} field={field} />}
        <EmojiButton field={field} />
        <SendButton
          text={text}
          hasFiles={files?.length !== 0}
          editing={editing !== undefined}
          secondsLeft={secondsLeft}
        />
      </div>
    </form>
  );
}

const NO_FILES: readonly FileReference[] = [];

// While an input method is composing, Enter accepts its suggestion; Safari reports that only by key code 229.
function isSendKey(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}
