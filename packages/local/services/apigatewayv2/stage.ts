// Stages: under which path an API answers, and how many requests it takes.
import { AwsError } from '../../errors.ts';

/** A stage of the template; `$default` answers at the root. */
export type Stage = {
  name: string;
  variables: Readonly<Record<string, string>>;
  throttle: Throttle | undefined;
  /** Of the routes that have a throttle of their own, by their keys. */
  ofRoutes: ReadonlyMap<string, Throttle>;
};

/** What bounds the requests of a route: its own throttle before that of all. */
export function throttleOf({ throttle, ofRoutes }: Stage, routeKey: string): Throttle | undefined {
  return ofRoutes.get(routeKey) ?? throttle;
}

/** The stage of a path, and the path within it. */
export function stageOf(stages: ReadonlyMap<string, Stage>, path: string): { stage: Stage; path: string } {
  const first = path.split('/')[1] ?? '';
  const named = stages.get(first);
  if (named && first !== '$default') return { stage: named, path: path.slice(first.length + 1) || '/' };
  const stage = stages.get('$default');
  if (!stage) throw new AwsError('NotFoundException', 'Not Found', 404);
  return { stage, path };
}

/** Source: API Gateway developer guide, "Throttle requests to your HTTP APIs": a token bucket for each route. */
export class Throttle {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #routes = new Map<string, { tokens: number; at: number }>();

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  /** Takes one token of the route, or refuses with 429. */
  take(routeKey: string, now: number): void {
    const { tokens, at } = this.#routes.get(routeKey) ?? { tokens: this.#burst, at: now };
    const filled = Math.min(this.#burst, tokens + ((now - at) / 1000) * this.#perSecond);
    this.#routes.set(routeKey, { tokens: filled < 1 ? filled : filled - 1, at: now });
    if (filled < 1) throw new AwsError('TooManyRequestsException', 'Too Many Requests', 429);
  }
}
