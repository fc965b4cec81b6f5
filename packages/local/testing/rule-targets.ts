// The targets of rules, recorded: what functions, queues, API destinations and buses receive in a test.
import type { Outcome } from '../services/events/events-service.ts';
import type { RuleTargets } from '../services/events/rule-delivery.ts';

/** Recorded deliveries, and what the next ones meet: `statuses` are the answers of API destinations, one after the other. */
export class RecordedTargets implements Omit<RuleTargets, 'putOnBus'> {
  readonly inputs: Record<string, unknown>[] = [];
  readonly messages: { arn: string; body: string; attributes: Record<string, string> }[] = [];
  readonly calls: { arn: string; body: string; headers?: Readonly<Record<string, string>> }[] = [];
  readonly statuses: number[] = [];
  allowed = true;

  permits = (_functionArn: string, service: string): boolean => this.allowed && service === 'events.amazonaws.com';
  may = (): boolean => this.allowed;

  invokeAsync = (_arn: string, payload: unknown): void => void this.inputs.push(payload as Record<string, unknown>);

  send: RuleTargets['send'] = async (arn, body, attributes = {}) => {
    const values = Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue]);
    this.messages.push({ arn, body, attributes: Object.fromEntries(values) });
  };

  callDestination: RuleTargets['callDestination'] = async (arn, { body, headers }) => {
    this.calls.push({ arn, body, ...(headers && { headers }) });
    const request = { method: 'POST', url: 'https://target/', headers: {}, body };
    const status = this.statuses.shift() ?? 200;
    return { outcome: 'answered', answer: { status, headers: {}, body: Buffer.alloc(0) }, request } satisfies Outcome;
  };
}
