// The targets of a rule: functions, queues, API destinations and other buses.
import { AwsError } from '../../errors.ts';
import { notEmulated, type Properties, PropertyReader } from '../../template/properties.ts';
import { isPath, resolvePath, toText } from '../json-path.ts';
import type { TargetRequest } from './destination-request.ts';
import { type BusEnvelope, parseTargetInput, type TargetInput } from './target-input.ts';

/** A target. `http` has the headers, parameters and path of an API destination's request. */
export type RuleTarget = {
  id: string;
  arn: string;
  kind: TargetKind;
  input: TargetInput;
  roleArn?: string;
  http: (event: BusEnvelope) => Omit<TargetRequest, 'body'>;
  retry: { attempts: number; ageSeconds: number };
  deadLetterArn?: string;
};

type TargetKind = 'function' | 'queue' | 'destination' | 'bus';

const KINDS: readonly [TargetKind, RegExp][] = [
  ['function', /^arn:aws:lambda:[^:]*:\d*:function:/],
  ['queue', /^arn:aws:sqs:[^:]*:\d*:[^:]+$/],
  ['destination', /^arn:aws:events:[^:]*:\d*:api-destination\//],
  ['bus', /^arn:aws:events:[^:]*:\d*:event-bus\//],
];

// Source: EventBridge API reference, RetryPolicy.
const ATTEMPTS = { from: 0, to: 185, fallback: 185 };
const AGE_SECONDS = { from: 60, to: 86_400, fallback: 86_400 };

/** Properties of targets that the engine does not have. */
const NOT_EMULATED = [
  'AppSyncParameters',
  'BatchParameters',
  'EcsParameters',
  'KinesisParameters',
  'RedshiftDataParameters',
  'RunCommandParameters',
  'SageMakerPipelineParameters',
];

/** Parses a target of a rule. */
export function parseRuleTarget(rule: string, target: Properties): RuleTarget {
  const subject = `The rule ${rule}`;
  const reader = new PropertyReader(target, subject, invalid);
  reader.rejectNotEmulated(NOT_EMULATED);
  const arn = reader.string('Arn');
  const kind = KINDS.find(([, form]) => form.test(arn))?.[0];
  if (kind === undefined || arn.endsWith('.fifo'))
    throw notEmulated(subject, `the target ${arn}`, 'use a function, a standard queue, an API destination or a bus');
  const roleArn = reader.optionalString('RoleArn');
  if ((kind === 'destination' || kind === 'bus') && roleArn === undefined)
    throw reader.invalid(`RoleArn is required for the target ${arn}`);
  const retry = reader.optionalObject('RetryPolicy');
  const deadLetterArn = reader.optionalObject('DeadLetterConfig').optionalString('Arn');
  return {
    id: reader.string('Id'),
    arn,
    kind,
    input: parseTargetInput(rule, target),
    http: parseHttp(reader.optionalObject('HttpParameters').properties),
    retry: {
      attempts: retry.integer('MaximumRetryAttempts', ATTEMPTS),
      ageSeconds: retry.integer('MaximumEventAgeInSeconds', AGE_SECONDS),
    },
    ...(roleArn !== undefined && { roleArn }),
    ...(deadLetterArn !== undefined && { deadLetterArn }),
  };
}

/** Values may be paths into the event. Source: EventBridge API reference, HttpParameters. */
function parseHttp({ HeaderParameters = {}, QueryStringParameters = {}, PathParameterValues = [] }: Properties) {
  return (event: BusEnvelope) => {
    const fill = (value: unknown) =>
      isPath(String(value)) ? toText(resolvePath(String(value), event)) : String(value);
    const filled = (values: unknown) =>
      Object.fromEntries(Object.entries(values as object).map(([name, value]) => [name, fill(value)]));
    return {
      headers: filled(HeaderParameters),
      query: filled(QueryStringParameters),
      path: (PathParameterValues as unknown[]).map(fill),
    };
  };
}

function invalid(subject: string, reason: string): AwsError {
  return new AwsError('ValidationException', `${subject}: ${reason}.`);
}
