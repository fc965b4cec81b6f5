// The rows of the list of members: only those in view are rendered. The list is one tab stop; arrow keys move between its rows.
import type { Member, User } from '@parley/chat';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/all-texts.ts';
import { visibleRows } from '../../state/channels/visible-rows.ts';
import { Icon } from '../icons.tsx';
import { Menu, type MenuAction } from '../menu.tsx';
import { menuButtonProps, useMenu } from '../menu-state.ts';
import { UserButton } from '../users/profile-card-context.tsx';
import { useDisplayName } from '../users/user-view.tsx';
import type { MemberAction } from './member-actions.ts';

/** The height of a row as in panel.css: it grows with the text size. */
const ROW_REM = 3.5;

type MemberRowsProps = {
  members: readonly Member[];
  self: string;
  blocked: ReadonlySet<string>;
  actionsOf: (member: Member) => readonly MemberAction[];
  perform: (action: MemberAction, user: User) => void;
};

export function MemberRows({ members, self, blocked, actionsOf, perform }: MemberRowsProps) {
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState(0);
  const rowHeight = ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const view = useScrolledPart(list);
  const { from, to } = visibleRows({ count: members.length, rowHeight, ...view });
  const current = Math.min(active, members.length - 1);
  // Where the focus is is rendered too, also out of view: an element that is removed loses it.
  const rows = new Set(Array.from({ length: to - from }, (_, index) => from + index));
  if (current >= 0) rows.add(current);
  const focusRow = (index: number) => {
    const column = document.activeElement?.classList.contains('more') ? '.more' : '.user-button';
    setActive(index);
    scrollIntoView(list.current, index * rowHeight, rowHeight);
    requestAnimationFrame(() =>
      list.current
        ?.querySelector<HTMLElement>(`[data-row="${index}"] ${column}, [data-row="${index}"] button`)
        ?.focus(),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest('.actions-panel')) return;
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const next = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: members.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    focusRow(Math.max(0, Math.min(next, members.length - 1)));
  };
  return (
    <ul
      class="member-rows"
      ref={list}
      style={{ height: `${members.length * rowHeight}px` }}
      aria-label={t.members}
      onKeyDown={onKeyDown}
    >
      {[...rows]
        .toSorted((a, b) => a - b)
        .map((index) => {
          const member = members[index] as Member;
          return (
            <li
              key={member.userId}
              data-row={index}
              style={{ top: `${index * rowHeight}px` }}
              aria-setsize={members.length}
              aria-posinset={index + 1}
              onFocusIn={() => setActive(index)}
            >
              <MemberRow
                member={member}
                self={member.userId === self}
                blocked={blocked.has(member.userId)}
                tabIndex={index === current ? 0 : -1}
                actions={actionsOf(member)}
                perform={perform}
              />
            </li>
          );
        })}
    </ul>
  );
}

type MemberRowProps = {
  member: Member;
  self: boolean;
  blocked: boolean;
  tabIndex: number;
  actions: readonly MemberAction[];
  perform: (action: MemberAction, user: User) => void;
};

function MemberRow({ member, self, blocked, tabIndex, actions, perform }: MemberRowProps) {
  const menu = useMenu();
  const name = useDisplayName()(member);
  const menuActions = actions.map(
    (action): MenuAction => ({
      ...action,
      danger: action.asked === true,
      ...(action.asked && { question: t.askAction(action.label, name) }),
      perform: () => perform(action, member),
    }),
  );
  return (
    <div class="member-row" ref={menu.frame}>
      <UserButton user={member} self={self} tabIndex={tabIndex}>
        {roleText(member, Date.now())}
        {blocked && t.blockedAfterRole}
      </UserButton>
      {actions.length > 0 && (
        <button
          type="button"
          class="icon-button more"
          tabIndex={tabIndex}
          aria-label={t.memberActionsFor(name)}
          {...menuButtonProps(menu)}
        >
          <Icon name="more" />
        </button>
      )}
      {menu.open && <Menu menu={menu} label={t.memberActionsFor(name)} actions={menuActions} />}
    </div>
  );
}

function roleText({ role, mutedUntil }: Member, now: number): string {
  const muted = mutedUntil !== undefined && Date.parse(mutedUntil) > now;
  const name = t.roleNames[role];
  return muted ? t.roleMutedUntil(name, mutedUntil) : name;
}

// The part of the list that is in view of its scroller, the panel.
function useScrolledPart(list: { current: HTMLElement | null }): { scrollTop: number; height: number } {
  const [part, setPart] = useState({ scrollTop: 0, height: 0 });
  useLayoutEffect(() => {
    const element = list.current;
    const scroller = element?.closest<HTMLElement>('.tab-panel');
    if (!element || !scroller) return;
    const measure = () => {
      const scrollTop = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top;
      setPart((last) =>
        last.scrollTop === scrollTop && last.height === scroller.clientHeight
          ? last
          : { scrollTop, height: scroller.clientHeight },
      );
    };
    measure();
    scroller.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    observer.observe(element);
    return () => {
      scroller.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, []);
  return part;
}

function scrollIntoView(list: HTMLElement | null, top: number, height: number): void {
  const scroller = list?.closest<HTMLElement>('.tab-panel');
  if (!list || !scroller) return;
  const offset = list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + top;
  if (offset < 0) scroller.scrollTop += offset;
  else if (offset + height > scroller.clientHeight) scroller.scrollTop += offset + height - scroller.clientHeight;
}
