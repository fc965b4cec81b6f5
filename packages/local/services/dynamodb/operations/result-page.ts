// One page of a query or scan: reads items up to the limit or 1 MB, filters and projects them.
import { validateKey, validateKeyPaths } from 'dynalite/db/index.js';
import { throwIfInvalid, validationError } from '../dynamodb-errors.ts';
import { type Condition, matches } from '../expressions/condition-expression.ts';
import { project } from '../expressions/document-path.ts';
import { conditionOf } from '../expressions/legacy-parameters.ts';
import { type Item, sizeOfItem } from '../tables/item.ts';
import type { KeyPosition } from '../tables/sorted-keys.ts';
import type { Table } from '../tables/table.ts';
import type { KeyAttribute, TableIndex } from '../tables/table-index.ts';
import { consumedCapacity, readUnits } from './consumed-capacity.ts';
import { pathsOf } from './get-item.ts';
import type { Input } from './request-input.ts';

/** AWS: "Paginating table query results": a page ends after 1 MB, counted before the filter. */
const PAGE_BYTES = 1024 * 1024;

/** The position after which a page begins. */
export type Start = { partition: string; place: KeyPosition };

/** Parses the last key of the previous page. */
export function parseStart(input: Input, table: Table, index: TableIndex): Start | undefined {
  const start = input['ExclusiveStartKey'] as Item | undefined;
  if (!start) return undefined;
  const keyWith = (names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => start[name] !== undefined).map((name) => [name, start[name]])) as Item;
  const isValid = ({ name, type }: KeyAttribute) => start[name]?.[type] !== undefined;
  if (Object.keys(start).length !== index.startKeyNames.length) throw validationError(BAD_START);
  if (![index.hash, ...(index.range ? [index.range] : [])].every(isValid)) throw validationError(BAD_START);
  const tableKey = keyWith(table.primary.startKeyNames);
  if (validateKey(tableKey, table.definition)) throw validationError(BAD_START);
  return index.positionOf(start, table.keyOf(tableKey));
}

const BAD_START = 'The provided starting key is invalid';

/** Reads the page of a query or scan from an ordered iterable of keys. */
export function readPage(
  input: Input,
  table: Table,
  index: TableIndex,
  keys: Iterable<string>,
): Record<string, unknown> {
  const limit = (input['Limit'] as number | undefined) ?? Number.POSITIVE_INFINITY;
  const filter = filterOf(input);
  throwIfInvalid(validateKeyPaths(input._filter?.nestedPaths, table.definition));
  const missing = Object.keys(input._filter?.pathHeads ?? {}).filter((name) => !index.projects(name));
  if (missing.length > 0)
    throw validationError(
      `One or more parameter values were invalid: Secondary index ${index.name} does not project one or more filter attributes: [${missing.join(', ')}]`,
    );
  const toOutput = projectionOf(input, table, index);
  const found: Item[] = [];
  let last: Item | undefined;
  let count = 0;
  let bytes = 0;
  for (const key of keys) {
    if (count >= limit || bytes >= PAGE_BYTES) break;
    const item = table.items.get(key);
    // The write of this item is being undone.
    if (!item) continue;
    last = item;
    count += 1;
    bytes += sizeOfItem(item);
    if (!filter || matches(index.view(item), filter)) found.push(toOutput(item));
  }
  const ended = count >= limit || bytes >= PAGE_BYTES;
  return {
    ...(input['Select'] !== 'COUNT' && { Items: found }),
    Count: found.length,
    ScannedCount: count,
    ...(ended &&
      last && {
        LastEvaluatedKey: project(
          last,
          index.startKeyNames.map((name) => [name]),
        ),
      }),
    ...consumedCapacity(input['ReturnConsumedCapacity'], table, readUnits(bytes, input['ConsistentRead'] === true)),
  };
}

function filterOf(input: Input): Condition | undefined {
  if (input._filter) return input._filter.expression;
  const legacy = input['QueryFilter'] ?? input['ScanFilter'];
  return legacy === undefined
    ? undefined
    : conditionOf(legacy as Parameters<typeof conditionOf>[0], input['ConditionalOperator']);
}

/** Returns the projection of items. A local index fetches from the table what it does not project; a global one cannot. */
function projectionOf(input: Input, table: Table, index: TableIndex): (item: Item) => Item {
  const paths = pathsOf(input, table);
  const select = input['Select'];
  if (index.isGlobal && input['ConsistentRead'] === true)
    throw validationError('Consistent reads are not supported on global secondary indexes');
  if (index.isGlobal && select === 'ALL_ATTRIBUTES' && index.projection.ProjectionType !== 'ALL')
    throw validationError(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  if (select === 'SPECIFIC_ATTRIBUTES' && !paths)
    throw validationError(
      'One or more parameter values were invalid: Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  if (paths && select !== undefined && select !== 'SPECIFIC_ATTRIBUTES')
    throw validationError(`Cannot specify the ProjectionExpression when choosing to get ${select}`);
  const hidden = paths?.map(([name]) => String(name)).filter((name) => !index.projects(name)) ?? [];
  if (index.isGlobal && hidden.length > 0)
    throw validationError(
      `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${hidden.join(', ')}]`,
    );
  if (paths) return (item) => project(item, paths);
  return select === 'ALL_ATTRIBUTES' ? (item) => item : (item) => index.view(item);
}
