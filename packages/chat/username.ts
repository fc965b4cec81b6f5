// Usernames: what a user is called and mentioned by. The server makes them unique; identity is the userId.
import { hasVisibleContent } from './visible-text.ts';

/** The longest username, in UTF-16 units: Amazon Cognito, API reference, AdminCreateUser. */
export const USERNAME_MAX = 128;

/** Characters that no username has: those without a visible form, and those that change the display of adjacent text. */
const REMOVED = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * Makes a username of the name that an issuer gives to a user: one line of visible characters in compatibility form, so that
 * look-alikes in other widths and styles are the same name, with hyphens for spaces, so that a message can mention it. A name of
 * which nothing is left is replaced by `otherwise`.
 */
export function usernameFrom(name: string, otherwise: string): string {
  const line = name
    .slice(0, 4 * USERNAME_MAX)
    .replace(/\s+/gu, ' ')
    .replace(REMOVED, '')
    .normalize('NFKC');
  const username = truncate(line.trim().replace(/\s+/gu, '-'), USERNAME_MAX);
  return hasVisibleContent(username) ? username : otherwise;
}

/** A username with a suffix, for a name that another user has. */
export function usernameWithSuffix(username: string, suffix: string): string {
  return `${truncate(username, USERNAME_MAX - suffix.length - 1)}-${suffix}`;
}

/** A username in the form in which mentions are compared: Ann and ann are the same user. */
export function normalizeName(username: string): string {
  // Normalization sorts combining marks, which takes quadratic time; a longer name cannot be mentioned.
  return (username.length > USERNAME_MAX ? username : username.normalize('NFC')).toLowerCase();
}

// Half of a surrogate pair at the end is left out.
function truncate(text: string, max: number): string {
  return text.slice(0, max).replace(/[\ud800-\udbff]$/, '');
}
