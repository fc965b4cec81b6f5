// The mark of a user who is online or away. Only users whose mark is in view are asked about.
import type { ComponentProps } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import type { Chat } from '../../state/chat.ts';
import { FRESH_WHEN_OPENED_MS, type Presences } from '../../state/users/presence.ts';
import type { LateViews } from '../late-views.ts';

type PresenceMarkProps = ComponentProps<LateViews['PresenceMark']> & { chat: Chat; presences: Presences };

/** A filled dot for online and a ring for away, with a text; nothing for everyone else, the user and those whom the user has blocked. */
export function PresenceMark({ chat, presences, userId, labelled = false, opened = labelled }: PresenceMarkProps) {
  const mark = useRef<HTMLSpanElement>(null);
  const isShown = userId !== chat.user.userId && !chat.blocked.userIds.value.has(userId) && !presences.hidden.value;
  const inView = useInView(mark, isShown);
  useEffect(
    () => (inView ? presences.display(userId, opened ? FRESH_WHEN_OPENED_MS : undefined) : undefined),
    [inView, userId],
  );
  if (!isShown) return null;
  const state = presences.of(userId);
  return (
    <span class={`presence ${state ?? ''}`} ref={mark} title={state && t.presenceNames[state]}>
      {state && (
        <>
          <span class="presence-mark" />
          <span class={labelled ? '' : 'visually-hidden'}> {t.presenceNames[state]}</span>
        </>
      )}
    </span>
  );
}

function useInView(element: { current: HTMLElement | null }, exists: boolean): boolean {
  const [inView, setInView] = useState(false);
  useEffect(() => {
    if (!element.current) return setInView(false);
    const observer = new IntersectionObserver((entries) => setInView(entries.at(-1)?.isIntersecting === true));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [exists]);
  return inView;
}
