// What a target of a rule receives: the event, a part of it, a constant, or a template that is filled from it.
// Source: EventBridge User Guide, "Amazon EventBridge input transformation".
import { AwsError } from '../../errors.ts';
import type { Properties } from '../../template/properties.ts';
import { resolvePath } from '../json-path.ts';
import { parseTemplateText } from '../template-text.ts';

/** An event in EventBridge's envelope. */
export type BusEnvelope = Readonly<Record<string, unknown>>;

/** The values of `<aws.events.…>` references. */
export type RuleVariables = { 'rule-arn': string; 'rule-name': string; 'event.ingestion-time': string };

/** The text that a target receives for an event. */
export type TargetInput = (event: BusEnvelope, variables: RuleVariables) => string;

// Source: EventBridge API reference, InputTransformer.
const TEMPLATE_LENGTH_MAX = 8_192;
const PATHS_MAX = 100;
const REFERENCE = /<([\w.-]+)>/g;

/** Parses `Input`, `InputPath` or `InputTransformer` of a target; a target has at most one of them. */
export function parseTargetInput(rule: string, target: Properties): TargetInput {
  const { Input, InputPath, InputTransformer } = target;
  const given = [Input, InputPath, InputTransformer].filter((one) => one !== undefined);
  if (given.length > 1) throw invalid(rule, 'a target has only one of Input, InputPath and InputTransformer');
  if (Input !== undefined) return constant(rule, String(Input));
  if (InputPath !== undefined) return (event) => JSON.stringify(valueAt(String(InputPath), event) ?? null);
  if (InputTransformer !== undefined) return parseTransformer(rule, InputTransformer as Properties);
  return (event) => JSON.stringify(event);
}

function constant(rule: string, input: string): TargetInput {
  try {
    JSON.parse(input);
  } catch {
    throw invalid(rule, 'Input of a target is not JSON');
  }
  return () => input;
}

function parseTransformer(rule: string, { InputPathsMap = {}, InputTemplate }: Properties): TargetInput {
  const paths = new Map(Object.entries(InputPathsMap as Record<string, string>));
  if (typeof InputTemplate !== 'string' || InputTemplate.length > TEMPLATE_LENGTH_MAX)
    throw invalid(rule, `InputTemplate must be a string of at most ${TEMPLATE_LENGTH_MAX} characters`);
  if (paths.size > PATHS_MAX) throw invalid(rule, `InputPathsMap has more than ${PATHS_MAX} paths`);
  const fill = parseTemplateText(InputTemplate, REFERENCE);
  return (event, variables) =>
    fill((reference) => {
      const path = paths.get(reference);
      if (path !== undefined) return valueAt(path, event);
      const name = reference.replace(/^aws\.events\./, '');
      if (name === 'event' || name === 'event.json') return event;
      return variables[name as keyof RuleVariables];
    }).body;
}

/** `$` is the whole event; a step may also be written as `['detail-type']`. */
function valueAt(path: string, event: BusEnvelope): unknown {
  return resolvePath(path.replace(/\[['"]([^'"]+)['"]\]/g, '.$1'), event);
}

function invalid(rule: string, reason: string): AwsError {
  return new AwsError('ValidationException', `The rule ${rule}: ${reason}.`);
}
