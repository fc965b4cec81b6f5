// The filter of a pipe: up to five event patterns, of which one must match.
import { AwsError } from '../../errors.ts';
import { type Matcher, PatternError, parsePattern } from '../events/index.ts';

/** Whether a record passes the filter. */
export type RecordFilter = (record: unknown) => boolean;

// Source: Pipes quotas and API reference, Filter: 5 filters, 4,096 characters each.
const FILTERS_MAX = 5;
const PATTERN_LENGTH_MAX = 4_096;

/** Parses `FilterCriteria.Filters`: a record passes if one filter matches it, or if there are no filters. */
export function parseRecordFilter(filters: unknown): RecordFilter {
  if (filters === undefined) return () => true;
  if (!Array.isArray(filters) || filters.length > FILTERS_MAX)
    throw invalid(`Filters must be a list of at most ${FILTERS_MAX}.`);
  const matchers = filters.map((filter: { Pattern?: unknown } | null) => parseFilter(filter?.Pattern));
  return (record) => matchers.length === 0 || matchers.some((matches) => matches(record));
}

function parseFilter(text: unknown): Matcher {
  if (typeof text !== 'string' || text.length > PATTERN_LENGTH_MAX)
    throw invalid(`Pattern must be a string of at most ${PATTERN_LENGTH_MAX} characters.`);
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw invalid('Pattern is not valid JSON.');
  }
  try {
    return parsePattern(pattern);
  } catch (error) {
    throw error instanceof PatternError ? invalid(error.message) : error;
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', `Invalid filter pattern. ${message}`);
}
