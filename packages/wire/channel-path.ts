// Channel paths: their grammar, and which paths a subscription matches.
import { WireError } from './errors.ts';
import { SEGMENT_MAX, SEGMENTS_MAX } from './limits.ts';

const SEGMENT = `[A-Za-z0-9](?:[A-Za-z0-9-]{0,${SEGMENT_MAX - 2}}[A-Za-z0-9])?`;
const PATH = new RegExp(`^/?${SEGMENT}(?:/${SEGMENT}){0,${SEGMENTS_MAX - 1}}/?$`);
const WILDCARD_PATH = new RegExp(`^/?${SEGMENT}(?:/${SEGMENT}){0,${SEGMENTS_MAX - 2}}/\\*/?$`);

// No valid path is longer; a longer one is rejected before any regular expression runs.
const PATH_MAX = SEGMENTS_MAX * (SEGMENT_MAX + 1) + 1;

/**
 * Parses a path that events are published to, and returns its canonical form: with a leading slash, without a trailing one.
 * Paths are case-sensitive.
 *
 * @example
 * parseChannelPath('default/rooms/general/') // '/default/rooms/general'
 */
export function parseChannelPath(input: unknown): string {
  if (typeof input !== 'string' || input.length > PATH_MAX || !PATH.test(input)) throw badChannel(input);
  return canonical(input);
}

/**
 * Parses a path to subscribe to: a channel, or all channels below one, written with `*` as the last segment.
 *
 * @example
 * parseSubscribePath('/default/*') // '/default/*'
 */
export function parseSubscribePath(input: unknown): string {
  if (typeof input === 'string' && input.length <= PATH_MAX && WILDCARD_PATH.test(input)) return canonical(input);
  return parseChannelPath(input);
}

/**
 * Whether a subscription to `pattern` receives the events of `path`; both as the parsers above return them. A `*` matches one
 * segment or more.
 *
 * @example
 * matches('/default/*', '/default/greetings/tutorial') // true
 */
export function matches(pattern: string, path: string): boolean {
  return pattern.endsWith('/*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

/**
 * Returns the segments of a parsed path; the first is the namespace.
 *
 * @example
 * segmentsOf('/default/a') // ['default', 'a']
 */
export function segmentsOf(path: string): string[] {
  return path.slice(1).split('/');
}

/**
 * Returns the namespace of a parsed path: its first segment.
 *
 * @example
 * namespaceOf('/default/a') // 'default'
 */
export function namespaceOf(path: string): string {
  const end = path.indexOf('/', 1);
  return end === -1 ? path.slice(1) : path.slice(1, end);
}

function canonical(path: string): string {
  const from = path.startsWith('/') ? 1 : 0;
  const to = path.endsWith('/') ? path.length - 1 : path.length;
  return `/${path.slice(from, to)}`;
}

function badChannel(input: unknown): WireError {
  const shown = typeof input === 'string' ? JSON.stringify(input.slice(0, 80)) : `A ${typeof input}`;
  return new WireError(
    'bad-channel',
    `${shown} is not a channel path: 1 to ${SEGMENTS_MAX} segments of 1 to ${SEGMENT_MAX} letters, digits and -, with / between them.`,
  );
}
