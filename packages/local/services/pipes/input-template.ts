// The input template of a pipe: text with references that are filled from the record.
import { AwsError } from '../../errors.ts';
import { PATH_PATTERN, resolvePath } from '../json-path.ts';
import { type Escaping, parseTemplateText, type Rendered } from '../template-text.ts';

/** The values of `<aws.pipes.…>` references. */
export type PipeVariables = {
  'pipe-arn': string;
  'pipe-name': string;
  'source-arn': string;
  'target-arn': string;
  'enrichment-arn': string;
  /** ISO 8601 */
  'event.ingestion-time': string;
};

/** A template: parsed once, filled for each record. */
export type InputTemplate = (record: unknown, variables: PipeVariables, escaping?: Escaping) => Rendered;

// Source: Pipes API reference, PipeTargetParameters.
const TEMPLATE_LENGTH_MAX = 8_192;
const RESERVED = 'pipe-arn|pipe-name|source-arn|target-arn|enrichment-arn|event\\.ingestion-time|event\\.json|event';
const REFERENCE = new RegExp(`<(${PATH_PATTERN}|aws\\.pipes\\.(?:${RESERVED}))>`, 'g');

/** Parses a template. Paths are not checked, as on AWS (input transformation, User Guide). */
export function parseInputTemplate(input: unknown): InputTemplate {
  if (input === undefined || input === '') return (record) => ({ body: JSON.stringify(record), isUnsafe: false });
  if (typeof input !== 'string' || input.length > TEMPLATE_LENGTH_MAX)
    throw new AwsError(
      'ValidationException',
      `InputTemplate must be a string of at most ${TEMPLATE_LENGTH_MAX} characters.`,
    );
  const fill = parseTemplateText(input, REFERENCE);
  return (record, variables, escaping) => fill((reference) => valueAt(reference, record, variables), escaping);
}

function valueAt(reference: string, record: unknown, variables: PipeVariables): unknown {
  if (reference.startsWith('$')) return resolvePath(reference, record);
  const name = reference.slice('aws.pipes.'.length);
  return name === 'event' || name === 'event.json' ? record : variables[name as keyof PipeVariables];
}
