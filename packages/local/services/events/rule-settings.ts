// A rule as the template defines it: the events or the moments that it picks, and the functions that it calls.
import { AwsError } from '../../errors.ts';
import { notEmulated, type Properties, PropertyReader } from '../../template/properties.ts';
import { type Fits, PatternError, parsePattern } from './event-pattern.ts';
import { parseSchedule, type Schedule } from './schedule.ts';

/** What a rule calls. With `input` it is handed that in place of the event. */
export type RuleTarget = { id: string; functionArn: string; input?: unknown };

/** A rule of the default bus. It has a pattern, a schedule, or both. */
export type RuleSettings = { enabled: boolean; fits?: Fits; schedule?: Schedule; targets: readonly RuleTarget[] };

// Source: EventBridge quotas: 5 targets for each rule.
const MOST_TARGETS = 5;
/** What changes what a target gets, or what becomes of a failure, and is not played here. */
const NOT_EMULATED = ['InputPath', 'InputTransformer', 'RoleArn', 'DeadLetterConfig'];

/** Reads the properties of an `AWS::Events::Rule`. */
export function parseRule(name: string, properties: Properties): RuleSettings {
  const { EventPattern, ScheduleExpression, State = 'ENABLED', EventBusName = 'default', Targets = [] } = properties;
  if (EventBusName !== 'default')
    throw notEmulated(`The rule ${name}`, `the bus ${String(EventBusName)}`, 'use the default bus');
  if (EventPattern === undefined && ScheduleExpression === undefined)
    throw new AwsError('ValidationException', `The rule ${name}: EventPattern or ScheduleExpression is needed.`);
  if (!Array.isArray(Targets) || Targets.length > MOST_TARGETS)
    throw new AwsError('ValidationException', `The rule ${name}: Targets: a list of at most ${MOST_TARGETS}.`);
  return {
    enabled: String(State).startsWith('ENABLED'),
    ...(EventPattern !== undefined && { fits: patternOf(name, EventPattern) }),
    ...(ScheduleExpression !== undefined && { schedule: parseSchedule(String(ScheduleExpression)) }),
    targets: Targets.map((target: Properties) => parseTarget(name, target)),
  };
}

function patternOf(name: string, pattern: unknown): Fits {
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
