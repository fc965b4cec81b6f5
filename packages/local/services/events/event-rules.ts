// The default bus: events come in, and the rules that they fit call their functions; schedules come due on the clock.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import type { RuleSettings } from './rule-settings.ts';

/** What somebody puts on the bus. */
export type Put = {
  source: string;
  'detail-type': string;
  resources?: readonly string[];
  detail: unknown;
  time?: string;
};

/** How rules reach functions: never waits, and says whether the function's own policy lets EventBridge call it. */
export type RuleFunctions = {
  permits(functionArn: string, service: string, sourceArn: string): boolean;
  invokeAsync(functionArn: string, payload: unknown): void;
};

type Rule = RuleSettings & { name: string; arn: string };

/** Whom a function's policy must name. */
const SERVICE = 'events.amazonaws.com';

// A timer of Node takes 24 days at most; what is due later is looked at again in between.
const LOOK_AGAIN_MS = 24 * 3_600_000;

/** All rules of the default bus. Schedules stand still until `run`. */
export class Rules {
  readonly #clock: Clock;
  readonly #functions: RuleFunctions;
  readonly #say: (line: string) => void;
  readonly #rules = new Map<string, Rule>();
  readonly #timers = new Map<string, () => void>();

  constructor({ clock, functions, say }: { clock: Clock; functions: RuleFunctions; say: (line: string) => void }) {
    this.#clock = clock;
    this.#functions = functions;
    this.#say = say;
  }

  add(rule: Rule): void {
    this.#rules.set(rule.name, rule);
  }

  /** Takes an event, in EventBridge's envelope, to every rule that it fits. */
  put({ time = this.#now(), resources = [], ...event }: Put): void {
    const whole = { version: '0', id: randomUUID(), account: ACCOUNT, time, region: REGION, resources, ...event };
    for (const rule of this.#rules.values()) if (rule.enabled && rule.fits?.(whole)) this.#call(rule, whole);
  }

  /** Starts the schedules; the engine calls it once it listens. */
  run(): void {
    for (const rule of this.#rules.values()) if (rule.enabled && rule.schedule) this.#plan(rule);
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#rules.clear();
  }

  #plan(rule: Rule, due = rule.schedule?.(this.#clock.now())): void {
    if (due === undefined) return;
    const waitMs = due - this.#clock.now();
    const wait = () => (waitMs > LOOK_AGAIN_MS ? this.#plan(rule, due) : this.#tick(rule));
    this.#timers.set(rule.name, this.#clock.after(Math.min(waitMs, LOOK_AGAIN_MS), wait));
  }

  #tick(rule: Rule): void {
    this.#plan(rule);
    // Source: EventBridge User Guide, scheduled rules: source, detail type and an empty detail.
    this.#call(rule, {
      version: '0',
      id: randomUUID(),
      account: ACCOUNT,
      time: this.#now(),
      region: REGION,
      resources: [rule.arn],
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      detail: {},
    });
  }

  #call({ name, arn, targets }: Rule, event: unknown): void {
    for (const { functionArn, input } of targets) {
      if (this.#functions.permits(functionArn, SERVICE, arn)) this.#functions.invokeAsync(functionArn, input ?? event);
      else
        this.#say(
          `The rule ${name} may not call ${functionArn}: the function has no AWS::Lambda::Permission for ${SERVICE}.`,
        );
    }
  }

  /** As EventBridge writes times: whole seconds. */
  #now(): string {
    return `${new Date(this.#clock.now()).toISOString().slice(0, 19)}Z`;
  }
}
