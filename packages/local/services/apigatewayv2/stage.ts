// Stages: the path under which an API answers, and the throttling of its routes.
import { AwsError } from '../../errors.ts';

/** A stage; `$default` answers at the root. */
export type Stage = {
  name: string;
  variables: Readonly<Record<string, string>>;
  throttle: Throttle | undefined;
  /** The throttles of single routes, by route key. */
  routeThrottles: ReadonlyMap<string, Throttle>;
};

/** The throttle of a route: its own, or that of its stage. */
export function throttleOf({ throttle, routeThrottles }: Stage, routeKey: string): Throttle | undefined {
  return routeThrottles.get(routeKey) ?? throttle;
}

/** The stage that a path selects, and the path within the stage. */
export function selectStage(stages: ReadonlyMap<string, Stage>, path: string): { stage: Stage; path: string } {
  const first = path.split('/')[1] ?? '';
  const named = stages.get(first);
  if (named && first !== '$default') return { stage: named, path: path.slice(first.length + 1) || '/' };
  const stage = stages.get('$default');
  if (!stage) throw new AwsError('NotFoundException', 'Not Found', 404);
  return { stage, path };
}

/** A token bucket for each route. Source: API Gateway developer guide, "Throttle requests to your HTTP APIs". */
export class Throttle {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #routes = new Map<string, { tokens: number; at: number }>();

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  /** Takes one token of the route at a time, monotonic and in milliseconds, or throws 429. */
  take(routeKey: string, now: number): void {
    const { tokens, at } = this.#routes.get(routeKey) ?? { tokens: this.#burst, at: now };
    const filled = Math.min(this.#burst, tokens + (Math.max(0, now - at) / 1000) * this.#perSecond);
    this.#routes.set(routeKey, { tokens: filled < 1 ? filled : filled - 1, at: now });
    if (filled >= 1) return;
    const headers = { 'retry-after': String(Math.ceil((1 - filled) / this.#perSecond)) };
    throw new AwsError('TooManyRequestsException', 'Too Many Requests', 429, { headers });
  }
}
