// Which records a pipe takes: up to five event patterns, of which one must fit.
import { AwsError } from '../../errors.ts';
import { type Fits, PatternError, parsePattern } from '../events/index.ts';

/** Says whether a record passes. */
export type Filter = (record: unknown) => boolean;

// Source: Pipes quotas and API reference, Filter: 5 filters, 4,096 characters each.
const MOST_FILTERS = 5;
const LONGEST_PATTERN = 4_096;

/** Reads `FilterCriteria.Filters`; a record passes if one of them fits, and any record passes if there is none. */
export function parseFilters(filters: unknown): Filter {
  if (filters === undefined) return () => true;
  if (!Array.isArray(filters) || filters.length > MOST_FILTERS)
    throw invalid(`Filters: a list of at most ${MOST_FILTERS}.`);
  const any = filters.map((filter: { Pattern?: unknown } | null) => parseFilter(filter?.Pattern));
  return (record) => any.length === 0 || any.some((fits) => fits(record));
}

function parseFilter(text: unknown): Fits {
  if (typeof text !== 'string' || text.length > LONGEST_PATTERN)
    throw invalid(`Pattern: a text of at most ${LONGEST_PATTERN} characters.`);
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw invalid('Pattern: not JSON.');
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
