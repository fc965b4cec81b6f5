// The part of the address after `#`: which channel is open, which tab of its details, or which other screen.

/** The tabs of a channel's details. */
export const DETAILS_TABS = ['about', 'pins', 'members', 'files', 'settings', 'reports'] as const;

export type DetailsTab = (typeof DETAILS_TABS)[number];

/** A place in a channel's log: a message by its seq, or a day of the reader's calendar (`2026-11-30`). */
export type LogPlace = { seq: number } | { day: string };

/** What the address opens. An empty channel is the first one of the list. */
export type Address =
  | {
      view: 'channel';
      channel: string;
      tab: DetailsTab | undefined;
      at?: LogPlace;
      search?: string;
      /** The root of a thread, and one of its replies. */
      thread?: number;
      reply?: number;
    }
  | { view: 'threads' }
  | { view: 'saved' }
  | { view: 'settings' }
  | { view: 'invitation'; code: string };

/** Reads an address: `general`, `general/members`, `general/1234`, `general/2026-11-30`, `general/search/words`, `general/threads/12`, `general/threads/12/34`, `/threads`, `/saved`, `/settings` or `join=CODE`. */
export function parseAddress(place: string): Address {
  const [, code] = /^join=(.*)$/.exec(place) ?? [];
  if (code !== undefined) return { view: 'invitation', code };
  if (place === SETTINGS) return { view: 'settings' };
  if (place === THREADS) return { view: 'threads' };
  if (place === SAVED) return { view: 'saved' };
  const [channel = '', tab, ...rest] = place.split('/');
  const search = tab === 'search' && { search: rest.join('/') };
  const [thread, reply] = tab === 'threads' ? rest.map(parseSeq) : [];
  const at = parseLogPlace(tab);
  return {
    view: 'channel',
    channel,
    tab: DETAILS_TABS.find((one) => one === tab),
    ...(at && { at }),
    ...search,
    ...(thread && { thread }),
    ...(thread && reply && { reply }),
  };
}

function parseLogPlace(text = ''): LogPlace | undefined {
  const seq = parseSeq(text);
  if (seq) return { seq };
  return /^\d{4}-\d\d-\d\d$/.test(text) ? { day: text } : undefined;
}

// A seq has at most the digits of a safe integer.
function parseSeq(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

/** The address of the settings. No channel has a name with a slash. */
export const SETTINGS = '/settings';

/** The address of the list of threads. */
export const THREADS = '/threads';

/** The address of what the user has saved. */
export const SAVED = '/saved';

/** The address of a thread, by its root. */
export function threadAddress({ channel, seq }: { channel: string; seq: number }): string {
  return `${channel}/threads/${seq}`;
}

/** The address of a tab of a channel's details. */
export function detailsOf(channel: string, tab: DetailsTab): string {
  return `${channel}/${tab}`;
}

/** The address of a message, which a new title of its channel does not change. */
export function messageAddress(channel: string, seq: number): string {
  return `${channel}/${seq}`;
}

/** The address of a search beside a channel. */
export function searchOf(channel: string, text = ''): string {
  return `${channel}/search/${text}`;
}

/** The link to share for an address within the page. */
export function linkTo(address: string): string {
  return `${location.origin}${location.pathname}#${address}`;
}

/** The link to share for an invitation. */
export function invitationUrl(code: string): string {
  return linkTo(`join=${code}`);
}
