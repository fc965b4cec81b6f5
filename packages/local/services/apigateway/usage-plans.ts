// API keys and usage plans: who may call a stage that requires keys, how fast and how often. Counts are in memory.
import type { Clock } from '../../clock.ts';
import { Throttle } from '../apigatewayv2/index.ts';
import { gatewayError } from './gateway-response.ts';

/** An API key. */
export type ApiKey = { id: string; value: string; enabled: boolean };

/** The quota of a plan. `offset` is the day on which a week or a month begins. */
export type Quota = { limit: number; period: 'DAY' | 'WEEK' | 'MONTH'; offset: number };

/** The rate of a plan or of one of its methods. */
export type Rate = { perSecond: number; burst: number };

/** A usage plan. `rates` are those of single methods, by stage and method: `abc/prod /orders/GET`. */
export type UsagePlan = {
  id: string;
  /** `API/STAGE` */
  stages: readonly string[];
  rate: Rate | undefined;
  rates: ReadonlyMap<string, Rate>;
  quota: Quota | undefined;
};

/** A method that a request with a key calls. */
export type KeyedCall = { apiId: string; stage: string; resourcePath: string; httpMethod: string };

type Used = { period: number; requests: number };

/** The keys and plans of an engine. */
export class UsagePlans {
  readonly #clock: Clock;
  readonly #keys = new Map<string, ApiKey>();
  readonly #plans = new Map<string, UsagePlan>();
  /** The plans of each key, by its id. */
  readonly #plansOf = new Map<string, string[]>();
  readonly #throttles = new Map<string, Throttle>();
  readonly #used = new Map<string, Used>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  addKey(key: ApiKey): void {
    this.#keys.set(key.id, key);
  }

  addPlan(plan: UsagePlan): void {
    this.#plans.set(plan.id, plan);
  }

  /** Adds a key to a plan; false if one of them does not exist. */
  addKeyToPlan(keyId: string, planId: string): boolean {
    if (!this.#keys.has(keyId) || !this.#plans.has(planId)) return false;
    this.#plansOf.set(keyId, [...(this.#plansOf.get(keyId) ?? []), planId]);
    return true;
  }

  key(id: string): ApiKey | undefined {
    return this.#keys.get(id);
  }

  /**
   * Admits a request by its key and counts it, or throws the gateway's error. Source: API Gateway developer guide, "Usage plans and
   * API keys for REST APIs": a plan's limits apply to each of its keys.
   */
  admit(value: string | undefined, call: KeyedCall): ApiKey {
    const key = [...this.#keys.values()].find((one) => one.value === value);
    const plan = (this.#plansOf.get(key?.id ?? '') ?? [])
      .map((id) => this.#plans.get(id))
      .find((one) => one?.stages.includes(`${call.apiId}/${call.stage}`));
    if (!key?.enabled || !plan) throw gatewayError('INVALID_API_KEY');
    this.#throttle(key, plan, call);
    if (plan.quota) this.#count(`${plan.id} ${key.id}`, plan.quota);
    return key;
  }

  #throttle({ id }: ApiKey, plan: UsagePlan, { apiId, stage, resourcePath, httpMethod }: KeyedCall): void {
    const stageId = `${apiId}/${stage}`;
    const method = [`${stageId} ${resourcePath}/${httpMethod}`, `${stageId} ${resourcePath}/ANY`].find((one) =>
      plan.rates.has(one),
    );
    const rate = method === undefined ? plan.rate : plan.rates.get(method);
    if (!rate) return;
    const name = `${plan.id} ${id} ${method ?? ''}`;
    const throttle = this.#throttles.get(name) ?? new Throttle(rate.perSecond, rate.burst);
    this.#throttles.set(name, throttle);
    try {
      throttle.take(name, this.#clock.monotonic());
    } catch {
      throw gatewayError('THROTTLED');
    }
  }

  #count(name: string, { limit, ...quota }: Quota): void {
    const period = periodOf(quota, this.#clock.now());
    const used = this.#used.get(name);
    const requests = used?.period === period ? used.requests : 0;
    if (requests >= limit) throw gatewayError('QUOTA_EXCEEDED');
    this.#used.set(name, { period, requests: requests + 1 });
  }
}

const DAY_MS = 86_400_000;

/** Day 0 since 1970 was a Thursday; the weeks of API Gateway begin on Sunday. */
const FIRST_WEEKDAY = 4;

/** The number of the period that a time is in. Source: CloudFormation reference, UsagePlan QuotaSettings. */
function periodOf({ period, offset }: Omit<Quota, 'limit'>, now: number): number {
  const day = Math.floor(now / DAY_MS);
  if (period === 'DAY') return day;
  if (period === 'WEEK') return Math.floor((day + FIRST_WEEKDAY - offset) / 7);
  const date = new Date((day - offset) * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
