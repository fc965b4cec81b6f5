// Event buses and their rules: events and schedules that are delivered to targets.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { ACCOUNT, REGION } from '../resource-ids.ts';
import { RuleDelivery, type RuleTargets } from './rule-delivery.ts';
import { busNameOf, DEFAULT_BUS, type RuleSettings } from './rule-settings.ts';
import type { BusEnvelope } from './target-input.ts';

/** An event that is put on a bus. */
export type PutEvent = {
  source: string;
  'detail-type': string;
  resources?: readonly string[];
  detail: unknown;
  time?: string;
};

type Rule = RuleSettings & { name: string; arn: string };

// A timer of Node takes at most 24 days; a later schedule is checked again in between.
const RECHECK_MS = 24 * 3_600_000;

/** The buses of an engine, with their rules. Schedules do not run before `run`. */
export class EventRules {
  readonly #clock: Clock;
  readonly #delivery: RuleDelivery;
  readonly #buses = new Set([DEFAULT_BUS]);
  readonly #rules = new Map<string, Rule>();
  readonly #timers = new Map<string, () => void>();

  constructor({
    clock,
    targets,
    say,
  }: { clock: Clock; targets: Omit<RuleTargets, 'putOnBus'>; say: (line: string) => void }) {
    this.#clock = clock;
    const putOnBus = (busArn: string, event: BusEnvelope) => this.#match(busNameOf(busArn), event);
    this.#delivery = new RuleDelivery({ clock, targets: { ...targets, putOnBus }, say });
  }

  addBus(name: string): void {
    this.#buses.add(name);
  }

  /** Whether there is a bus of this name or ARN. */
  hasBus(nameOrArn: string): boolean {
    return this.#buses.has(busNameOf(nameOrArn));
  }

  add(rule: Rule): void {
    this.#rules.set(rule.arn, rule);
  }

  /** Puts an event on a bus, the default one unless another is given, and returns its id. Every rule that it matches delivers it. */
  put({ time = this.#now(), resources = [], ...put }: PutEvent, bus = DEFAULT_BUS): string {
    const id = randomUUID();
    this.#match(busNameOf(bus), { version: '0', id, account: ACCOUNT, time, region: REGION, resources, ...put });
    return id;
  }

  /** Starts the schedules; the engine calls it once it is listening. */
  run(): void {
    for (const rule of this.#rules.values()) if (rule.enabled && rule.schedule) this.#schedule(rule);
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#rules.clear();
    this.#delivery.close();
  }

  #schedule(rule: Rule, due = rule.schedule?.(this.#clock.now())): void {
    if (due === undefined) return;
    const waitMs = due - this.#clock.now();
    const wait = () => (waitMs > RECHECK_MS ? this.#schedule(rule, due) : this.#fire(rule));
    this.#timers.set(rule.arn, this.#clock.after(Math.min(waitMs, RECHECK_MS), wait));
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

  #match(bus: string, event: BusEnvelope): void {
    for (const rule of this.#rules.values())
      if (rule.bus === bus && rule.enabled && rule.matches?.(event)) this.#invoke(rule, event);
  }

  #invoke({ name, arn, targets }: Rule, event: BusEnvelope): void {
    const variables = { 'rule-arn': arn, 'rule-name': name, 'event.ingestion-time': this.#now() };
    for (const target of targets) void this.#delivery.deliver({ name, arn }, target, event, variables);
  }

  /** The time in EventBridge's format: whole seconds. */
  #now(): string {
    return `${new Date(this.#clock.now()).toISOString().slice(0, 19)}Z`;
  }
}
