// Route keys, and the selection of the route for a request.

/** A route key in parts: `GET /channels/{channel}/messages`. `$default` has neither method nor path. */
export type RouteKey = { text: string; method: string; segments: readonly Segment[] | undefined };
type Segment = { kind: 'literal' | 'parameter' | 'greedy'; text: string };

/** A route that matches a request, and the values of its path parameters. */
export type Match<Route extends { key: RouteKey }> = {
  route: Route;
  parameters: Readonly<Record<string, string>>;
};

const METHODS = new Set(['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
const RANK = { literal: 0, parameter: 1, greedy: 2 } as const;

/** Parses a route key; throws a SyntaxError for any other text. */
export function parseRouteKey(text: string): RouteKey {
  if (text === '$default') return { text, method: 'ANY', segments: undefined };
  const [, method = '', path = ''] = /^([A-Z]+) (\/\S*)$/.exec(text) ?? [];
  if (!METHODS.has(method)) throw new SyntaxError(`${JSON.stringify(text)} is not a route key.`);
  return { text, method, segments: split(path).map(parseSegment) };
}

function parseSegment(text: string): Segment {
  const [, name, plus] = /^\{([^{}+]+)(\+?)\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: 'literal', text };
  return { kind: plus ? 'greedy' : 'parameter', text: name };
}

/** The most specific route that matches. Source: API Gateway developer guide, "Create routes for HTTP APIs". */
export function findRoute<Route extends { key: RouteKey }>(
  routes: readonly Route[],
  method: string,
  path: string,
): Match<Route> | undefined {
  const segments = split(path);
  const matches = routes.flatMap((route) => {
    const { key } = route;
    const parameters = key.method === 'ANY' || key.method === method ? match(key, segments) : undefined;
    return parameters ? [{ route, parameters }] : [];
  });
  return matches.sort((a, b) => compare(a.route.key, b.route.key))[0];
}

function match({ segments: pattern }: RouteKey, segments: readonly string[]): Record<string, string> | undefined {
  if (!pattern) return {};
  const parameters: [string, string][] = [];
  for (const [index, { kind, text }] of pattern.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (kind === 'greedy') {
      parameters.push([text, segments.slice(index).join('/')]);
      return Object.fromEntries(parameters);
    }
    if (kind === 'literal' ? segment !== text : segment === '') return undefined;
    if (kind === 'parameter') parameters.push([text, segment]);
  }
  return pattern.length === segments.length ? Object.fromEntries(parameters) : undefined;
}

/** Compares the paths from left to right first; a named method precedes ANY; `$default` is last. */
function compare(a: RouteKey, b: RouteKey): number {
  if (!a.segments || !b.segments) return a.segments ? -1 : b.segments ? 1 : 0;
  for (const [index, segment] of a.segments.entries()) {
    const other = b.segments[index];
    const difference = other ? RANK[segment.kind] - RANK[other.kind] : 0;
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

function split(path: string): string[] {
  return path.slice(1).split('/');
}
