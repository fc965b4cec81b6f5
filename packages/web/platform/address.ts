// The part of the address after `#`: which channel is open, which tab of its details, or which other screen.

/** The tabs of a channel's details. */
export const DETAILS_TABS = ['about', 'members', 'settings', 'reports'] as const;

export type DetailsTab = (typeof DETAILS_TABS)[number];

/** What the address opens. An empty channel is the first one of the list. */
export type Address =
  | { view: 'channel'; channel: string; tab: DetailsTab | undefined }
  | { view: 'settings' }
  | { view: 'invitation'; code: string };

/** Reads an address: `general`, `general/members`, `/settings` or `join=CODE`. */
export function parseAddress(place: string): Address {
  const [, code] = /^join=(.*)$/.exec(place) ?? [];
  if (code !== undefined) return { view: 'invitation', code };
  if (place === SETTINGS) return { view: 'settings' };
  const [channel = '', tab] = place.split('/');
  return { view: 'channel', channel, tab: DETAILS_TABS.find((one) => one === tab) };
}

/** The address of the settings. No channel has a name with a slash. */
export const SETTINGS = '/settings';

/** The address of a tab of a channel's details. */
export function detailsOf(channel: string, tab: DetailsTab): string {
  return `${channel}/${tab}`;
}

/** The link to share for an invitation. */
export function invitationUrl(code: string): string {
  return `${location.origin}${location.pathname}#join=${code}`;
}
