// The scroll position of a thread: at its end, at a reply that is opened, or where it was when earlier replies are inserted.
import type { Message } from '@parley/chat';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { onOpenedAgain } from '../../platform/reply-address.ts';
import type { OpenThread } from '../../state/threads/open-thread.ts';
import { markMessage } from '../messages/log-places.ts';
import { showToast } from '../toasts.ts';

/** At this distance from the end, in pixels, the newest reply stays in view. */
const END_DISTANCE = 40;

/** What is displayed; `outgoing` is the number of the reader's replies that are not sent yet. */
type Displayed = { messages: readonly Message[]; outgoing: number };

/**
 * The end stays in view while it is, and comes into view when the reader sends a reply. A reply that is opened is marked and focused. `keep`
 * holds a message where it is in the window while others are loaded before it.
 */
export function useThreadScroll(thread: OpenThread, reply: number | undefined, { messages, outgoing }: Displayed) {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const sent = useRef(outgoing);
  const held = useRef<{ seq: number; top: number } | undefined>(undefined);
  const rowOf = (seq: number) => scroller.current?.querySelector<HTMLElement>(`.message[data-seq="${seq}"]`) ?? null;
  const loaded = thread.loaded.value;
  useLayoutEffect(() => {
    if (outgoing > sent.current) atEnd.current = true;
    sent.current = outgoing;
    const element = scroller.current as HTMLDivElement;
    const row = held.current && rowOf(held.current.seq);
    if (row && held.current) element.scrollTop += row.getBoundingClientRect().top - held.current.top;
    else if (atEnd.current) element.scrollTop = element.scrollHeight;
  }, [messages, outgoing, loaded]);
  useReply(thread, reply, (row) => {
    atEnd.current = false;
    row.scrollIntoView({ block: 'center' });
  });
  useEffect(() => {
    const element = scroller.current as HTMLDivElement;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller.current as HTMLDivElement;
    atEnd.current = scrollHeight - scrollTop - clientHeight < END_DISTANCE;
  };
  const keep = (seq: number, loading: Promise<void>) => {
    held.current = { seq, top: rowOf(seq)?.getBoundingClientRect().top ?? 0 };
    atEnd.current = false;
    // The button that loads them is gone then.
    void loading.then(() =>
      requestAnimationFrame(() => {
        held.current = undefined;
        rowOf(seq)?.focus({ preventScroll: true });
      }),
    );
  };
  return { scroller, onScroll, keep };
}

// Once for each time that the reply is opened, as soon as it is loaded, or it is known that there is none.
function useReply(thread: OpenThread, reply: number | undefined, scrollTo: (row: HTMLElement) => void): void {
  const arrived = useRef<number | undefined>(undefined);
  const jumped = thread.jumped.value;
  const [, repeat] = useState(0);
  const again = () => {
    arrived.current = undefined;
    repeat((count) => count + 1);
  };
  useEffect(() => onOpenedAgain(again), []);
  useLayoutEffect(() => {
    if (reply === undefined || arrived.current === reply || jumped !== reply) return;
    arrived.current = reply;
    const row = document.querySelector<HTMLElement>(`.side-panel .message[data-seq="${reply}"]`);
    if (!row) return showToast({ text: t.messageNotFound, isProblem: true });
    scrollTo(row);
    markMessage(row);
  });
}
