// The icons, as inline SVG paths: no request is made for them.

/** One icon. It is hidden from screen readers: the element around it has a name. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The names of the icons. */
export type IconName = keyof typeof PATHS;

const PATHS = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  send: 'M5 12h13M12.5 6l6 6-6 6',
  down: 'M12 5v13M6 12.5l6 6 6-6',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  warning: 'M12 8v5M12 16.5v.01M12 3.5l9 16H3z',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5L20 20',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M5 20c0-4 3-6 7-6s7 2 7 6',
  people:
    'M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M3 19c0-3.5 2.500-5 6-5s6 1.500 6 5M16 5.500a3 3 0 0 1 0 6M17.500 14.500c2.300.600 3.500 2 3.500 4.500',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  bin: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5',
  flag: 'M6 21V4M6 5h11l-2.500 4 2.500 4H6',
  blocked: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M6.500 6.500l11 11',
  leave: 'M10 5H6a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h4M14 8l4 4-4 4M18 12H9',
};
