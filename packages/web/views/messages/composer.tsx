// Where a message is written: Enter sends, Shift+Enter breaks the line.
import { MESSAGE_MAX, type Message, parseMessage } from '@parley/chat';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { sentence } from '../../errors.ts';
import * as t from '../../i18n/index.ts';
import { finePointer, notes } from '../../platform/browser.ts';
import type { Room } from '../../state/chat.ts';
import { Icon } from '../icons.tsx';

/** From here on the characters that are left are counted. */
const COUNT_FROM = MESSAGE_MAX - 500;

export type ComposerProps = {
  room: Room;
  /** How the channel is called. */
  title: string;
  userId: string;
  /** The message that is being edited; `edit` begins with another, or ends it. */
  editing: Message | undefined;
  edit: (message: Message | undefined) => void;
  /** The newest message that the arrow key up would edit. */
  lastOwn: () => Message | undefined;
};

/** The message field of a channel, with the draft that was left there; while a message is edited, with its words instead. */
export function Composer({ room: { conversation, typing }, title, userId, editing, edit, lastOwn }: ComposerProps) {
  const kept = `parley.draft.${userId}.${conversation.channel}`;
  const [draft, setDraft] = useState(() => notes.get(kept));
  const [words, setWords] = useState('');
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  const text = editing ? words : draft;
  useGrowing(field, text);
  useEffect(() => {
    if (finePointer.peek()) field.current?.focus();
  }, []);
  useLayoutEffect(() => {
    setProblem(undefined);
    if (!editing) return;
    setWords(editing.message);
    field.current?.focus();
  }, [editing]);
  const keep = (now: string) => {
    setDraft(now);
    notes.set(kept, now);
  };
  const write = (now: string) => {
    setProblem(undefined);
    if (editing) setWords(now);
    else keep(now);
  };
  // A message that was taken out of the outbox stands before what is written already.
  const returned = conversation.returned.value;
  useEffect(() => {
    if (returned === '') return;
    conversation.returned.value = '';
    keep(draft === '' ? returned : `${returned}\n${draft}`);
    edit(undefined);
    field.current?.focus();
  }, [returned]);
  const send = () => {
    if (text.trim() === '' && !editing) return;
    try {
      const message = parseMessage(text);
      if (!editing) conversation.send(message);
      else if (message !== editing.message) conversation.edit(editing.seq, message);
    } catch (error) {
      setProblem(sentence(error));
      return;
    }
    if (editing) return edit(undefined);
    keep('');
    typing.sent();
  };
  const pressed = (event: KeyboardEvent) => {
    if (sends(event)) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && editing) {
      event.stopPropagation();
      edit(undefined);
    } else if (event.key === 'ArrowUp' && text === '' && !event.altKey) {
      const last = lastOwn();
      if (!last) return;
      event.preventDefault();
      edit(last);
    }
  };
  const left = MESSAGE_MAX - text.length;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
        field.current?.focus();
      }}
    >
      {editing && (
        <p class="editing" id="editing">
          <Icon name="edit" />
          <span>{finePointer.value ? t.editingMessageWithKeys : t.editingMessage}</span>
          <button type="button" class="link-button" onClick={() => edit(undefined)}>
            {t.cancel}
          </button>
        </p>
      )}
      {problem !== undefined && (
        <p class="field-problem" id="composer-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="composer-box">
        <label class="hidden" for="composer">
          {t.composerLabel(title)}
        </label>
        <textarea
          id="composer"
          ref={field}
          rows={1}
          dir="auto"
          placeholder={t.composerPlaceholder(title)}
          enterkeyhint="send"
          value={text}
          aria-invalid={problem !== undefined}
          aria-describedby={[editing && 'editing', problem !== undefined && 'composer-problem']
            .filter(Boolean)
            .join(' ')}
          onInput={(event) => {
            write(event.currentTarget.value);
            if (event.currentTarget.value.trim() !== '' && !editing) typing.say();
          }}
          onKeyDown={pressed}
        />
        {text.length >= COUNT_FROM && <Counter left={left} />}
        <button
          type="submit"
          class="icon-button send"
          disabled={text.trim() === '' || left < 0}
          aria-label={editing ? t.save : t.send}
        >
          <Icon name={editing ? 'check' : 'send'} />
        </button>
      </div>
    </form>
  );
}

function Counter({ left }: { left: number }) {
  return (
    <span class={`counter ${left < 0 ? 'over' : ''}`}>
      <span aria-hidden="true">{t.number(left)}</span>
      <span class="hidden">{t.charactersLeft(left)}</span>
    </span>
  );
}

// While an input method composes, Enter takes the suggestion; Safari says so only by key code 229.
function sends(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}

function useGrowing(field: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);
}
