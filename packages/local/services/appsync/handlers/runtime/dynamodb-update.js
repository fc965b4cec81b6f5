// Conversion of updates, objects with new values and operations, to update expressions.
import { toDynamoDB } from './dynamodb-values.js';

const known = new WeakSet();
const create = (_type, more) => {
  const operation = Object.freeze({ _type, ...more });
  known.add(operation);
  return operation;
};

export const operations = Object.freeze({
  add: (payload) => create('add', { payload }),
  remove: () => create('remove', {}),
  replace: (payload) => create('replace', { payload }),
  increment: (by) => create('increment', { by: by ?? 1 }),
  decrement: (by) => create('decrement', { by: by ?? 1 }),
  append: (payload) => create('append', { payload }),
  prepend: (payload) => create('prepend', { payload }),
  updateListItem: (payload, index) => create('updateListItem', { payload, index }),
});

/** `{ expression, expressionNames, expressionValues }` of an update. */
export function updateExpression(changes) {
  const into = { set: [], remove: [], expressionNames: {}, expressionValues: {} };
  change(changes, '', '', into);
  const { set, remove, expressionNames, expressionValues } = into;
  const sections = [
    ...(set.length > 0 ? [`SET ${set.join(', ')}`] : []),
    ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
  ];
  return { expression: sections.join(' '), expressionNames, expressionValues };
}

function change(changes, path, prefix, into) {
  for (const name of Object.keys(changes)) {
    const value = changes[name];
    if (value === undefined) continue;
    into.expressionNames[`#${name}`] = name;
    const place = path === '' ? `#${name}` : `${path}.#${name}`;
    const key = `:${prefix}${name}`;
    if (known.has(value)) apply(value, place, key, into);
    else if (Array.isArray(value) && value.length > 0 && value.every((one) => known.has(one)))
      for (const one of value) apply(one, place, key, into);
    // An object changes only the attributes that it names; operations.replace replaces the whole.
    else if (isMap(value)) change(value, place, `${prefix}${name}_`, into);
    else set(place, key, key, value, into);
  }
}

function apply({ _type, payload, by, index }, place, key, into) {
  switch (_type) {
    case 'remove':
      into.remove.push(place);
      return;
    case 'increment':
      return set(place, key, `${place} + ${key}`, by, into);
    case 'decrement':
      return set(place, key, `${place} - ${key}`, by, into);
    case 'append':
      return set(place, key, `list_append(${place}, ${key})`, payload, into);
    case 'prepend':
      return set(place, key, `list_append(${key}, ${place})`, payload, into);
    case 'updateListItem':
      return set(`${place}[${index}]`, `${key}_${index}`, `${key}_${index}`, payload, into);
    default:
      return set(place, key, key, payload, into);
  }
}

function set(place, key, expression, value, into) {
  into.set.push(`${place} = ${expression}`);
  into.expressionValues[key] = toDynamoDB(value);
}

function isMap(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && toDynamoDB(value).M !== undefined;
}
