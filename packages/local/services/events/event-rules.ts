// The rules of the default bus: events and schedules that invoke functions.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import type { RuleSettings } from './rule-settings.ts';

/** An event that is put on the bus. */
export type PutEvent = {
  source: string;
  'detail-type': string;
  resources?: readonly string[];
  detail: unknown;
  time?: string;
};

/** The functions that rules invoke asynchronously, if their resource-based policies allow it. */
export type RuleFunctions = {
  permits(functionArn: string, service: string, sourceArn: string): boolean;
  invokeAsync(functionArn: string, payload: unknown): void;
};

type Rule = RuleSettings & { name: string; arn: string };

/** The principal that a function's resource-based policy must name. */
const SERVICE = 'events.amazonaws.com';

// A timer of Node takes at most 24 days; a later schedule is checked again in between.
const RECHECK_MS = 24 * 3_600_000;

/** The rules of the default bus. Schedules do not run before `run`. */
export class EventRules {
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

  /** Puts an event on the bus: invokes the targets of every rule that it matches, with EventBridge's envelope. */
  put({ time = this.#now(), resources = [], ...put }: PutEvent): void {
    const event = { version: '0', id: randomUUID(), account: ACCOUNT, time, region: REGION, resources, ...put };
    for (const rule of this.#rules.values()) if (rule.enabled && rule.matches?.(event)) this.#invoke(rule, event);
  }

  /** Starts the schedules; the engine calls it once it is listening. */
  run(): void {
    for (const rule of this.#rules.values()) if (rule.enabled && rule.schedule) this.#schedule(rule);
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#rules.clear();
  }

  #schedule(rule: Rule, due = rule.schedule?.(this.#clock.now())): void {
    if (due === undefined) return;
    const waitMs = due - this.#clock.now();
    const wait = () => (waitMs > RECHECK_MS ? this.#schedule(rule, due) : this.#fire(rule));
    this.#timers.set(rule.name, this.#clock.after(Math.min(waitMs, RECHECK_MS), wait));
  }

  #fire(rule: Rule): void {
    this.#schedule(rule);
    // Source: EventBridge User Guide, scheduled rules: source, detail type and an empty detail.
    this.#invoke(rule, {
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

  #invoke({ name, arn, targets }: Rule, event: unknown): void {
    for (const { functionArn, input } of targets) {
      if (this.#functions.permits(functionArn, SERVICE, arn)) this.#functions.invokeAsync(functionArn, input ?? event);
      else
        this.#say(
          `The rule ${name} may not invoke ${functionArn}: the function has no AWS::Lambda::Permission for ${SERVICE}.`,
        );
    }
  }

  /** The time in EventBridge's format: whole seconds. */
  #now(): string {
    return `${new Date(this.#clock.now()).toISOString().slice(0, 19)}Z`;
  }
}
