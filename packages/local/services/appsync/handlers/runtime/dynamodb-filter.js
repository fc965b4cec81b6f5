// Conversion of filter objects, `{ name: { eq: 'Ann' }, or: […] }`, to DynamoDB expressions, as by AppSync's EvaluateCode.
import { toDynamoDB } from './dynamodb-values.js';

const COMPARISONS = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' };
const TYPES = {
  _null: 'NULL',
  string: 'S',
  stringSet: 'SS',
  number: 'N',
  numberSet: 'NS',
  binary: 'B',
  binarySet: 'BS',
  boolean: 'BOOL',
  list: 'L',
  map: 'M',
};

/** Thrown for a filter that cannot be converted. */
const INVALID = Object.freeze({});

/** The expression of a filter; null for an invalid filter. */
export function filterExpression(filter) {
  const into = { expressionNames: {}, expressionValues: {} };
  try {
    const parts = group(filter, '', into);
    return { expression: parts.join(' AND '), ...into };
  } catch (thrown) {
    if (thrown !== INVALID) throw thrown;
    return null;
  }
}

function group(filter, path, into) {
  if (!isObject(filter)) throw INVALID;
  return Object.keys(filter).map((name) => {
    if (name === 'and' || name === 'or') return joined(name, filter[name], path, into);
    if (name === 'not') return `(NOT ${wrapped(group(filter.not, `${path}not_`, into), 'AND')})`;
    into.expressionNames[`#${name}`] = name;
    return wrapped(operators(filter[name], `#${name}`, `${path}${name}`, into), 'AND');
  });
}

function joined(word, members, path, into) {
  if (!Array.isArray(members)) throw INVALID;
  const parts = members.map((member, index) => wrapped(group(member, `${path}${word}_${index}_`, into), 'AND'));
  return wrapped(parts, word.toUpperCase());
}

const wrapped = (parts, word) => (parts.length > 1 ? `(${parts.join(` ${word} `)})` : (parts[0] ?? ''));

function operators(operations, operand, path, into) {
  if (!isObject(operations)) throw INVALID;
  const parts = [];
  for (const name of Object.keys(operations)) {
    if (name === 'size') {
      const sizeOf = operand.startsWith('size(') ? operand : `size(${operand})`;
      parts.push(...operators(operations.size, sizeOf, `${path}_size`, into));
    } else parts.push(`(${operation(name, operations[name], operand, `:${path}_${name}`, into.expressionValues)})`);
  }
  return parts;
}

function operation(name, value, operand, at, values) {
  if (Object.hasOwn(COMPARISONS, name)) {
    values[at] = toDynamoDB(value);
    return `${operand} ${COMPARISONS[name]} ${at}`;
  }
  switch (name) {
    case 'contains':
    case 'notContains':
    case 'beginsWith': {
      values[at] = toDynamoDB(value);
      const call = name === 'beginsWith' ? 'begins_with' : 'contains';
      return `${name === 'notContains' ? 'NOT ' : ''}${call}(${operand},${at})`;
    }
    case 'between':
      if (!Array.isArray(value) || value.length < 2) throw INVALID;
      values[`${at}_start`] = toDynamoDB(value[0]);
      values[`${at}_end`] = toDynamoDB(value[1]);
      return `${operand} BETWEEN ${at}_start AND ${at}_end`;
    case 'in': {
      if (!Array.isArray(value)) throw INVALID;
      const names = value.map((one, index) => {
        values[`${at}_${index}`] = toDynamoDB(one);
        return `${at}_${index}`;
      });
      return names.length === 0 ? 'null' : `${operand} IN (${names.join(', ')})`;
    }
    case 'attributeExists':
      if (typeof value !== 'boolean') throw INVALID;
      return `${value ? 'attribute_exists' : 'attribute_not_exists'}(${operand})`;
    case 'attributeType':
      if (!Object.hasOwn(TYPES, String(value))) throw INVALID;
      values[at] = { S: TYPES[value] };
      return `attribute_type(${operand},${at})`;
    default:
      throw INVALID;
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
