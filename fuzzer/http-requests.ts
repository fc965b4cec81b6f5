// Random requests to the HTTP API: every route, with fields, values, headers and paths that are right, almost right or wrong.
import { ROUTE_NAMES, ROUTES } from '@parley/chat';
import fc from 'fast-check';
import { hostileText } from './random-texts.ts';

/** A request, as it is sent: the path encoded, the body as text. */
export type RandomRequest = { method: string; path: string; headers: Record<string, string>; body: string | undefined };

/** What exists in the Parley that is fuzzed, so that requests get behind the first check. */
export type Existing = { channels: readonly string[]; userIds: readonly string[]; ids: readonly string[] };

const FIELDS = [
  ...[
    'id',
    'kind',
    'message',
    'target',
    'emoji',
    'on',
    'name',
    'title',
    'topic',
    'userIds',
    'archived',
    'slowModeSeconds',
  ],
  ...[
    'role',
    'mutedMinutes',
    'banned',
    'seq',
    'reason',
    'hours',
    'channels',
    'displayName',
    'picture',
    'refresh_token',
  ],
  ...['__proto__', 'constructor', 'length', ''],
];

const KINDS = [
  'message',
  'edit',
  'deletion',
  'reaction',
  'pin',
  'public',
  'private',
  'direct',
  'owner',
  'moderator',
  'member',
];

const EDGES = [0, -0, 1, -1, 0.5, 1e21, 2 ** 53, -(2 ** 53), 2 ** 31, Number.MAX_VALUE];

/** One request to one of the routes, or to a path near them. */
export function randomRequest(existing: Existing): fc.Arbitrary<RandomRequest> {
  const known = [...existing.channels, ...existing.userIds, ...existing.ids, ...KINDS, '1', '2', '👍', 'general'];
  const text = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 2, arbitrary: hostileText() });
  const leaf = fc.oneof(text, fc.constantFrom(...EDGES), fc.integer(), fc.boolean(), fc.constant(null));
  const value = fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(leaf, { maxLength: 10 }) },
    { weight: 1, arbitrary: fc.dictionary(text, leaf, { maxKeys: 5 }) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  );
  const fields = fc.uniqueArray(fc.tuple(fc.constantFrom(...FIELDS), value), {
    selector: ([name]) => name,
    maxLength: 5,
  });
  const body = fc.oneof(
    { weight: 6, arbitrary: fields.map((entries) => JSON.stringify(Object.fromEntries(entries))) },
    { weight: 1, arbitrary: value.map((one) => JSON.stringify(one) ?? '') },
    { weight: 1, arbitrary: hostileText() },
    { weight: 1, arbitrary: fc.nat(3_000).map((depth) => '['.repeat(depth)) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
  const path = fc
    .tuple(fc.constantFrom(...ROUTE_NAMES), fc.array(text, { minLength: 3, maxLength: 3 }))
    .map(([name, values]) => ({
      method: ROUTES[name].method,
      path: ROUTES[name].path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(values.pop()?.toWellFormed() ?? '')),
    }));
  const query = fc.array(fc.tuple(fc.constantFrom('before', 'after', 'limit', 'name', 'x'), text), { maxLength: 3 });
  const headers = fc.dictionary(
    fc.constantFrom('content-type', 'x-amzn-trace-id', 'origin', 'cookie', 'x-forwarded-for', 'accept', 'expect-x'),
    hostileText().map((one) => encodeURIComponent(one.toWellFormed()).slice(0, 2_000)),
    { maxKeys: 3 },
  );
  const suffix = fc.constantFrom('', '', '', '', '/', '//', '/..', '%', '%00', '%2f', '?%zz', ';a', '?a=1&a=2&a');
  return fc.tuple(path, query, headers, body, suffix).map(([route, parameters, fieldsOfHeader, text, end]) => {
    const search = parameters.length > 0 ? `?${parameters.map(([key, one]) => `${key}=${encode(one)}`).join('&')}` : '';
    return {
      method: route.method,
      path: `${route.path}${end}${search}`.slice(0, 6_000),
      headers: fieldsOfHeader,
      body: text,
    };
  });
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
