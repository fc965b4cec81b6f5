// Expressions of a request, `{ expression, expressionNames, expressionValues }`, as the fields of DynamoDB's API.
import { typedValues } from './attribute-values.ts';
import { fieldsOf } from './data-source.ts';

/** Puts several expressions, each under its field's name, into one input; those that are not there are left out. */
export function expressions(named: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const names: Record<string, unknown> = {};
  const values: Record<string, unknown> = {};
  for (const [field, given] of Object.entries(named)) {
    if (given === undefined || given === null) continue;
    const { expression, expressionNames, expressionValues } = fieldsOf(given, field);
    input[field] = expression;
    Object.assign(names, expressionNames);
    Object.assign(values, typedValues(expressionValues ?? {}, 'expressionValues'));
  }
  // DynamoDB refuses an empty map.
  if (Object.keys(names).length > 0) input['ExpressionAttributeNames'] = names;
  if (Object.keys(values).length > 0) input['ExpressionAttributeValues'] = values;
  return input;
}
