// Filter objects, `{ name: { eq: 'Ann' }, or: […] }`, as expressions of DynamoDB. The form is what AppSync's EvaluateCode answers.
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

/** Thrown where a filter cannot be an expression. */
const NONE = Object.freeze({});

/** The expression of a filter; null when it is none. */
export function filterExpression(filter) {
  const into = { expressionNames: {}, expressionValues: {} };
  try {
    const parts = group(filter, '', into);
    return { expression: parts.join(' AND '), ...into };
  } catch (thrown) {
    if (thrown !== NONE) throw thrown;
    return null;
  }
}

function group(filter, path, into) {
  if (!isObject(filter)) throw NONE;
  return Object.keys(filter).map((name) => {
    if (name === 'and' || name === 'or') return joined(name, filter[name], path, into);
    if (name === 'not') return `(NOT ${wrapped(group(filter.not, `${path}not_`, into), 'AND')})`;
    into.expressionNames[`#${name}`] = name;
    return wrapped(operators(filter[name], `#${name}`, `${path}${name}`, into), 'AND');
  });
}

function joined(word, members, path, into) {
  if (!Array.isArray(members)) throw NONE;
  const parts = members.map((member, index) => wrapped(group(member, `${path}${word}_${index}_`, into), 'AND'));
  return wrapped(parts, word.toUpperCase());
}

const wrapped = (parts, word) => (parts.length > 1 ? `(${parts.join(` ${word} `)})` : (parts[0] ?? ''));

function operators(operations, operand, path, into) {
  if (!isObject(operations)) throw NONE;
  const parts = [];
  for (const name of Object.keys(operations)) {
    if (name === 'size') {
      const measured = operand.startsWith('size(') ? operand : `size(${operand})`;
      parts.push(...operators(operations.size, measured, `${path}_size`, into));
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
      if (!Array.isArray(value) || value.length < 2) throw NONE;
      values[`${at}_start`] = toDynamoDB(value[0]);
      values[`${at}_end`] = toDynamoDB(value[1]);
      return `${operand} BETWEEN ${at}_start AND ${at}_end`;
    case 'in': {
      if (!Array.isArray(value)) throw NONE;
      const places = value.map((one, index) => {
        values[`${at}_${index}`] = toDynamoDB(one);
        return `${at}_${index}`;
      });
      return places.length === 0 ? 'null' : `${operand} IN (${places.join(', ')})`;
    }
    case 'attributeExists':
      if (typeof value !== 'boolean') throw NONE;
      return `${value ? 'attribute_exists' : 'attribute_not_exists'}(${operand})`;
    case 'attributeType':
      if (!Object.hasOwn(TYPES, String(value))) throw NONE;
      values[at] = { S: TYPES[value] };
      return `attribute_type(${operand},${at})`;
    default:
      throw NONE;
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
