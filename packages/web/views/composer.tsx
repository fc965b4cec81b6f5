// Where a message is written: Enter sends, Shift+Enter breaks the line.
import { MESSAGE_MAX, parseMessage } from '@parley/chat';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { finePointer, notes } from '../browser.ts';
import { sentence } from '../errors.ts';
import type { Room } from '../state/chat.ts';
import { Icon } from './icons.tsx';

/** From here on the characters that are left are counted. */
const COUNT_FROM = MESSAGE_MAX - 500;

/** The message field of a channel, with the draft that was left there. */
export function Composer({ room: { conversation, typing }, sender }: { room: Room; sender: string }) {
  const draft = `parley.draft.${sender}.${conversation.channel}`;
  const [text, setText] = useState(() => notes.get(draft));
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  useGrowing(field, text);
  useEffect(() => {
    if (finePointer.peek()) field.current?.focus();
  }, []);
  const write = (now: string) => {
    setText(now);
    notes.set(draft, now);
    setProblem(undefined);
  };
  // A message that was taken out of the outbox stands before what is written already.
  const returned = conversation.returned.value;
  useEffect(() => {
    if (returned === '') return;
    conversation.returned.value = '';
    write(text === '' ? returned : `${returned}\n${text}`);
    field.current?.focus();
  }, [returned]);
  const send = () => {
    if (text.trim() === '') return;
    try {
      conversation.send(parseMessage(text));
    } catch (error) {
      setProblem(sentence(error));
      return;
    }
    write('');
    typing.sent();
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
      {problem !== undefined && (
        <p class="field-problem" id="composer-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="composer-box">
        <label class="hidden" for="composer">
          Message to #{conversation.channel}
        </label>
        <textarea
          id="composer"
          ref={field}
          rows={1}
          dir="auto"
          placeholder={`Message #${conversation.channel}`}
          enterkeyhint="send"
          value={text}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : 'composer-problem'}
          onInput={(event) => {
            write(event.currentTarget.value);
            if (event.currentTarget.value.trim() !== '') typing.say();
          }}
          onKeyDown={(event) => {
            if (!sends(event)) return;
            event.preventDefault();
            send();
          }}
        />
        {text.length >= COUNT_FROM && <Counter left={left} />}
        <button type="submit" class="icon-button send" disabled={text.trim() === '' || left < 0} aria-label="Send">
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

function Counter({ left }: { left: number }) {
  return (
    <span class={`counter ${left < 0 ? 'over' : ''}`}>
      <span aria-hidden="true">{left.toLocaleString('en')}</span>
      <span class="hidden">{left < 0 ? `${-left} characters too many` : `${left} characters left`}</span>
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
