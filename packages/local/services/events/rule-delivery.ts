// The delivery of an event to one target of a rule: attempts with backoff, until it is accepted or sent to the dead-letter queue.
// Source: EventBridge User Guide, "How EventBridge retries delivering events" and "Using dead-letter queues".
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { TargetRequest } from './destination-request.ts';
import type { Outcome } from './events-service.ts';
import type { RuleTarget } from './rule-target.ts';
import type { BusEnvelope, RuleVariables } from './target-input.ts';

/** What the targets of rules are. `permits` and `may` tell whether a policy of the function, or of the target's role, allows it. */
export type RuleTargets = {
  permits(functionArn: string, service: string, sourceArn: string): boolean;
  invokeAsync(functionArn: string, payload: unknown): void;
  may(roleArn: string, action: string, resource: string): boolean;
  send(queueArn: string, body: string, attributes?: QueueAttributes): Promise<void>;
  callDestination(arn: string, request: TargetRequest): Promise<Outcome>;
  putOnBus(busArn: string, event: BusEnvelope): void;
};

type QueueAttributes = Record<string, { DataType: string; StringValue: string }>;

/** A rule for its deliveries. */
export type DeliveringRule = { name: string; arn: string };

type Failure = { code: string; message: string; retryable: boolean };

/** The principal that a function's resource-based policy must name. */
const SERVICE = 'events.amazonaws.com';

// Statuses that EventBridge retries: API destinations, EventBridge User Guide.
const RETRYABLE: ReadonlySet<number> = new Set([401, 407, 409, 429]);

const BACKOFF_MS = 1_000;
const BACKOFF_MS_MAX = 5 * 60_000;

/** Delivers events to the targets of rules; `say` receives what is lost, `stopped` ends all waits. */
export class RuleDelivery {
  readonly #clock: Clock;
  readonly #targets: RuleTargets;
  readonly #say: (line: string) => void;
  readonly #random: () => number;
  readonly #waits = new Set<() => void>();

  constructor(deps: { clock: Clock; targets: RuleTargets; say: (line: string) => void; random?: () => number }) {
    this.#clock = deps.clock;
    this.#targets = deps.targets;
    this.#say = deps.say;
    this.#random = deps.random ?? Math.random;
  }

  /** Resolves when the event was accepted or given up; never throws. */
  async deliver(rule: DeliveringRule, target: RuleTarget, event: BusEnvelope, variables: RuleVariables): Promise<void> {
    const body = target.input(event, variables);
    const beganAt = this.#clock.monotonic();
    for (let attempts = 0; ; attempts++) {
      const failure = await this.#attempt(rule, target, event, body).catch(toFailure);
      if (!failure) return;
      const ageMs = this.#clock.monotonic() - beganAt;
      if (!failure.retryable) return this.#giveUp(rule, target, event, { ...failure, attempts });
      if (attempts >= target.retry.attempts)
        return this.#giveUp(rule, target, event, { ...failure, attempts, condition: 'MaximumRetryAttempts' });
      const waitMs = Math.min(BACKOFF_MS * 2 ** attempts, BACKOFF_MS_MAX) * (0.5 + this.#random() / 2);
      if (ageMs + waitMs > target.retry.ageSeconds * 1_000)
        return this.#giveUp(rule, target, event, { ...failure, attempts, condition: 'MaximumEventAgeInSeconds' });
      await this.#sleep(waitMs);
    }
  }

  /** Gives up all waiting deliveries. */
  close(): void {
    for (const cancel of this.#waits) cancel();
    this.#waits.clear();
  }

  async #attempt(
    rule: DeliveringRule,
    target: RuleTarget,
    event: BusEnvelope,
    body: string,
  ): Promise<Failure | undefined> {
    const { arn, kind, roleArn = '' } = target;
    const { permits, invokeAsync, may, send, callDestination, putOnBus } = this.#targets;
    switch (kind) {
      case 'function':
        if (!permits(arn, SERVICE, rule.arn))
          return denied(`the function has no AWS::Lambda::Permission for ${SERVICE}`);
        invokeAsync(arn, parsed(body));
        return undefined;
      case 'queue':
        await send(arn, body);
        return undefined;
      case 'bus':
        if (!may(roleArn, 'events:PutEvents', arn)) return denied(`its role does not allow events:PutEvents on ${arn}`);
        putOnBus(arn, event);
        return undefined;
      case 'destination':
        if (!may(roleArn, 'events:InvokeApiDestination', arn))
          return denied(`its role does not allow events:InvokeApiDestination on ${arn}`);
        return outcomeFailure(await callDestination(arn, { body, ...target.http(event) }));
    }
  }

  async #giveUp(
    { name, arn }: DeliveringRule,
    target: RuleTarget,
    event: BusEnvelope,
    { code, message, attempts, condition }: Failure & { attempts: number; condition?: string },
  ): Promise<void> {
    const lost = `The rule ${name} could not deliver an event to ${target.arn}: ${message}.`;
    if (target.deadLetterArn === undefined) return this.#say(lost);
    const attributes = {
      RULE_ARN: arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: code,
      ERROR_MESSAGE: message,
      RETRY_ATTEMPTS: String(attempts),
      ...(condition !== undefined && { EXHAUSTED_RETRY_CONDITION: condition }),
    };
    const typed = Object.entries(attributes).map(([key, value]) => [key, { DataType: 'String', StringValue: value }]);
    await this.#targets
      .send(target.deadLetterArn, JSON.stringify(event), Object.fromEntries(typed))
      .catch((error: Error) => this.#say(`${lost} Its dead-letter queue failed: ${error.message}`));
  }

  #sleep(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(waitMs, () => {
        this.#waits.delete(cancel);
        resolve();
      });
      this.#waits.add(cancel);
    });
  }
}

function outcomeFailure(result: Outcome): Failure | undefined {
  if (result.outcome !== 'answered')
    return { code: 'CONNECTION_FAILURE', message: bare(result.reason), retryable: true };
  const { status } = result.answer;
  if (status >= 200 && status < 300) return undefined;
  const message = `the API destination answered ${status}`;
  return { code: 'SDK_CLIENT_ERROR', message, retryable: status >= 500 || RETRYABLE.has(status) };
}

function denied(message: string): Failure {
  return { code: 'NO_PERMISSIONS', message, retryable: false };
}

/** A queue that does not exist, for instance, will not appear; a full disk may have room again. */
function toFailure(error: unknown): Failure {
  if (error instanceof AwsError)
    return { code: error.type, message: bare(error.message), retryable: error.status >= 500 };
  return { code: 'INTERNAL_ERROR', message: bare((error as Error).message), retryable: true };
}

function bare(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** A template may produce text that is not JSON; the function then receives the text. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
