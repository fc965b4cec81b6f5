// The address with which an invitation opens the page.

/** The code of the invitation in an address like `#join=…`, if it has one. */
export function invitationCodeIn(place: string): string | undefined {
  return /^join=(.*)$/.exec(place)?.[1];
}

/** The link to share for an invitation. */
export function invitationUrl(code: string): string {
  return `${location.origin}${location.pathname}#join=${code}`;
}
