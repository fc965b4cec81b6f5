// The settings of a rule, parsed from its template properties: its pattern or schedule, and its target functions.
import { AwsError } from '../../errors.ts';
import { notEmulated, type Properties, PropertyReader } from '../../template/properties.ts';
import { type Matcher, PatternError, parsePattern } from './event-pattern.ts';
import { parseSchedule, type Schedule } from './schedule.ts';

/** A target function of a rule. `input` replaces the event. */
export type RuleTarget = { id: string; functionArn: string; input?: unknown };

/** A rule of the default bus. It has a pattern, a schedule, or both. */
export type RuleSettings = { enabled: boolean; matches?: Matcher; schedule?: Schedule; targets: readonly RuleTarget[] };

// Source: EventBridge quotas: 5 targets for each rule.
const TARGETS_MAX = 5;
/** Properties that change the input of a target or the handling of failures, and are not emulated. */
const NOT_EMULATED = ['InputPath', 'InputTransformer', 'RoleArn', 'DeadLetterConfig'];

/** Parses the properties of an `AWS::Events::Rule`. */
export function parseRuleSettings(name: string, properties: Properties): RuleSettings {
  const { EventPattern, ScheduleExpression, State = 'ENABLED', EventBusName = 'default', Targets = [] } = properties;
  if (EventBusName !== 'default')
    throw notEmulated(`The rule ${name}`, `the bus ${String(EventBusName)}`, 'use the default bus');
  if (EventPattern === undefined && ScheduleExpression === undefined)
    throw new AwsError('ValidationException', `The rule ${name} must have an EventPattern or a ScheduleExpression.`);
  if (!Array.isArray(Targets) || Targets.length > TARGETS_MAX)
    throw new AwsError('ValidationException', `The rule ${name}: Targets must be a list of at most ${TARGETS_MAX}.`);
  return {
    enabled: String(State).startsWith('ENABLED'),
    ...(EventPattern !== undefined && { matches: patternOf(name, EventPattern) }),
    ...(ScheduleExpression !== undefined && { schedule: parseSchedule(String(ScheduleExpression)) }),
    targets: Targets.map((target: Properties) => parseTarget(name, target)),
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

function parseTarget(name: string, target: Properties): RuleTarget {
  const { Id, Arn, Input } = target;
  new PropertyReader(target, `The rule ${name}`).rejectNotEmulated(NOT_EMULATED);
  if (typeof Arn !== 'string' || !/^arn:aws:lambda:[^:]*:\d*:function:/.test(Arn))
    throw notEmulated(`The rule ${name}`, `the target ${String(Arn)}`, 'use a Lambda function');
  return { id: String(Id), functionArn: Arn, ...(Input !== undefined && { input: parseInput(name, Input) }) };
}

function parseInput(name: string, input: unknown): unknown {
  try {
    return JSON.parse(String(input));
  } catch {
    throw new AwsError('ValidationException', `The rule ${name}: Input of a target is not JSON.`);
  }
}
