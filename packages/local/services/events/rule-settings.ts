// The settings of a rule, parsed from its template properties: its bus, its pattern or schedule, and its targets.
import { AwsError } from '../../errors.ts';
import type { Properties } from '../../template/properties.ts';
import { type Matcher, PatternError, parsePattern } from './event-pattern.ts';
import { parseRuleTarget, type RuleTarget } from './rule-target.ts';
import { parseSchedule, type Schedule } from './schedule.ts';

/** A rule of a bus. It has a pattern, a schedule, or both. */
export type RuleSettings = {
  bus: string;
  enabled: boolean;
  matches?: Matcher;
  schedule?: Schedule;
  targets: readonly RuleTarget[];
};

// Source: EventBridge quotas: 5 targets for each rule.
const TARGETS_MAX = 5;
/** Parses the properties of an `AWS::Events::Rule`. */
export function parseRuleSettings(name: string, properties: Properties): RuleSettings {
  const { EventPattern, ScheduleExpression, State = 'ENABLED', EventBusName = 'default', Targets = [] } = properties;
  const bus = busNameOf(EventBusName);
  if (ScheduleExpression !== undefined && bus !== DEFAULT_BUS)
    throw new AwsError(
      'ValidationException',
      `The rule ${name}: ScheduleExpression is supported only on the default event bus.`,
    );
  if (EventPattern === undefined && ScheduleExpression === undefined)
    throw new AwsError('ValidationException', `The rule ${name} must have an EventPattern or a ScheduleExpression.`);
  if (!Array.isArray(Targets) || Targets.length > TARGETS_MAX)
    throw new AwsError('ValidationException', `The rule ${name}: Targets must be a list of at most ${TARGETS_MAX}.`);
  return {
    bus,
    enabled: String(State).startsWith('ENABLED'),
    ...(EventPattern !== undefined && { matches: patternOf(name, EventPattern) }),
    ...(ScheduleExpression !== undefined && { schedule: parseSchedule(String(ScheduleExpression)) }),
    targets: Targets.map((target: Properties) => parseRuleTarget(name, target)),
  };
}

function patternOf(name: string, pattern: unknown): Matcher {
  try {
    return parsePattern(pattern, 'EventPattern');
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new AwsError(
      'InvalidEventPatternException',
      `The rule ${name}: Event pattern is not valid. ${error.message}`,
    );
  }
}

/** The bus that an account has from the beginning. */
export const DEFAULT_BUS = 'default';

/** The name of a bus that is given by its name or its ARN. */
export function busNameOf(nameOrArn: unknown): string {
  return String(nameOrArn).replace(/^arn:aws:events:[^:]*:\d*:event-bus\//, '');
}
