// `@aws-appsync/utils/dynamodb`: builds the requests of a DynamoDB data source. "Amazon DynamoDB built-in module".
import { filterExpression } from './dynamodb-filter.js';
import { updateExpression } from './dynamodb-update.js';
import { toMapValues } from './dynamodb-values.js';

export { operations } from './dynamodb-update.js';
export { toBinarySet, toNumberSet, toStringSet } from './dynamodb-values.js';

/** The fields that are set. */
const given = (fields) => {
  const set = {};
  for (const name of Object.keys(fields))
    if (fields[name] !== undefined && fields[name] !== null) set[name] = fields[name];
  return set;
};

const orNone = (filter) => (filter === undefined || filter === null ? undefined : filterExpression(filter));

/** `['id', 'address.street', 'tags[1]']`: each step of a path becomes an expression name. */
function projectionOf(paths) {
  if (paths === undefined || paths === null) return undefined;
  const expressionNames = {};
  const expression = paths
    .map((path) =>
      path
        .split('.')
        .map((step) => {
          const bracket = step.indexOf('[');
          const name = bracket < 0 ? step : step.slice(0, bracket);
          expressionNames[`#${name}`] = name;
          return `#${step}`;
        })
        .join('.'),
    )
    .join(', ');
  return { expression, expressionNames };
}

export const get = ({ key, consistentRead, projection }) => ({
  operation: 'GetItem',
  key: toMapValues(key),
  ...given({ consistentRead, projection: projectionOf(projection) }),
});

export const put = ({ key, item, condition, customPartitionKey, populateIndexFields, _version }) => ({
  operation: 'PutItem',
  key: toMapValues(key),
  attributeValues: toMapValues(item ?? {}),
  ...given({ condition: orNone(condition), customPartitionKey, populateIndexFields, _version }),
});

export const update = ({ key, update, condition, customPartitionKey, populateIndexFields, _version }) => ({
  operation: 'UpdateItem',
  key: toMapValues(key),
  update: updateExpression(update),
  ...given({ condition: orNone(condition), customPartitionKey, populateIndexFields, _version }),
});

export const remove = ({ key, condition, customPartitionKey, populateIndexFields, _version }) => ({
  operation: 'DeleteItem',
  key: toMapValues(key),
  ...given({ condition: orNone(condition), customPartitionKey, populateIndexFields, _version }),
});

export const query = ({
  query,
  index,
  limit,
  nextToken,
  filter,
  consistentRead,
  projection,
  select,
  scanIndexForward,
}) => ({
  operation: 'Query',
  query: filterExpression(query),
  ...given({
    index,
    limit,
    nextToken,
    filter: orNone(filter),
    consistentRead,
    projection: projectionOf(projection),
    select,
    scanIndexForward,
  }),
});

export const scan = ({
  index,
  limit,
  nextToken,
  filter,
  consistentRead,
  projection,
  select,
  totalSegments,
  segment,
}) => ({
  operation: 'Scan',
  ...given({
    index,
    limit,
    nextToken,
    filter: orNone(filter),
    consistentRead,
    projection: projectionOf(projection),
    select,
    totalSegments,
    segment,
  }),
});

export const sync = ({ basePartitionKey, deltaIndexName, limit, nextToken, lastSync, filter }) => ({
  operation: 'Sync',
  ...given({ basePartitionKey, deltaIndexName, limit, nextToken, lastSync, filter: orNone(filter) }),
});

const byTable = (tables, build) => {
  const requests = {};
  for (const table of Object.keys(tables)) requests[table] = build(tables[table]);
  return requests;
};

export const batchGet = ({ tables }) => ({
  operation: 'BatchGetItem',
  tables: byTable(tables, ({ keys, consistentRead, projection }) => ({
    keys: keys.map(toMapValues),
    ...given({ consistentRead, projection: projectionOf(projection) }),
  })),
});

export const batchPut = ({ tables }) => ({
  operation: 'BatchPutItem',
  tables: byTable(tables, (items) => items.map(toMapValues)),
});

export const batchDelete = ({ tables }) => ({
  operation: 'BatchDeleteItem',
  tables: byTable(tables, (keys) => keys.map(toMapValues)),
});

export const transactGet = ({ items }) => ({
  operation: 'TransactGetItems',
  transactItems: items.map(({ table, key, projection }) => ({
    table,
    key: toMapValues(key),
    ...given({ projection: projectionOf(projection) }),
  })),
});

export const transactWrite = ({ items }) => ({
  operation: 'TransactWriteItems',
  transactItems: items.map(({ putItem, updateItem, deleteItem, conditionCheck }) => {
    if (putItem) return { table: putItem.table, ...put(putItem) };
    if (updateItem) return { table: updateItem.table, ...update(updateItem) };
    if (deleteItem) return { table: deleteItem.table, ...remove(deleteItem) };
    const { table, key, condition } = conditionCheck;
    return { operation: 'ConditionCheck', table, key: toMapValues(key), ...given({ condition: orNone(condition) }) };
  }),
});
