// A page of a query or scan: read until the limit or 1 MB, filtered, and cut to what was asked for.
import { validateKey, validateKeyPaths } from 'dynalite/db/index.js';
import { invalid, mustBeValid } from '../dynamodb-errors.ts';
import { type Condition, fits } from '../expressions/condition-expression.ts';
import { pick } from '../expressions/document-path.ts';
import { conditionOf } from '../expressions/legacy-parameters.ts';
import { type Item, sizeOfItem } from '../tables/item.ts';
import type { Place } from '../tables/key-order.ts';
import type { Table } from '../tables/table.ts';
import type { KeyAttribute, TableIndex } from '../tables/table-index.ts';
import { consumed, readUnits } from './consumed-capacity.ts';
import { pathsOf } from './get-item.ts';
import type { Input } from './request-input.ts';

/** AWS: "Paginating table query results": a page ends after 1 MB, counted before the filter. */
const PAGE_BYTES = 1024 * 1024;

/** Where the page before ended. */
export type Start = { partition: string; place: Place };

/** Reads where a page begins from the last key of the page before. */
export function parseStart(input: Input, table: Table, index: TableIndex): Start | undefined {
  const start = input['ExclusiveStartKey'] as Item | undefined;
  if (!start) return undefined;
  const mine = (names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => start[name] !== undefined).map((name) => [name, start[name]])) as Item;
  const isValid = ({ name, type }: KeyAttribute) => start[name]?.[type] !== undefined;
  if (Object.keys(start).length !== index.startKeyNames.length) throw invalid(BAD_START);
  if (![index.hash, ...(index.range ? [index.range] : [])].every(isValid)) throw invalid(BAD_START);
  const tableKey = mine(table.primary.startKeyNames);
  if (validateKey(tableKey, table.definition)) throw invalid(BAD_START);
  return index.placeOf(start, table.keyOf(tableKey));
}

const BAD_START = 'The provided starting key is invalid';

/** The answer to a query or scan over some keys. */
export function page(input: Input, table: Table, index: TableIndex, keys: Iterable<string>): Record<string, unknown> {
  const limit = (input['Limit'] as number | undefined) ?? Number.POSITIVE_INFINITY;
  const filter = filterOf(input);
  mustBeValid(validateKeyPaths(input._filter?.nestedPaths, table.definition));
  const unseen = Object.keys(input._filter?.pathHeads ?? {}).filter((name) => !index.shows(name));
  if (unseen.length > 0)
    throw invalid(
      `One or more parameter values were invalid: Secondary index ${index.name} does not project one or more filter attributes: [${unseen.join(', ')}]`,
    );
  const show = shownBy(input, table, index);
  const found: Item[] = [];
  let last: Item | undefined;
  let count = 0;
  let bytes = 0;
  for (const key of keys) {
    if (count >= limit || bytes >= PAGE_BYTES) break;
    const item = table.items.get(key);
    // Its change is being taken back at this moment.
    if (!item) continue;
    last = item;
    count += 1;
    bytes += sizeOfItem(item);
    if (!filter || fits(index.view(item), filter)) found.push(show(item));
  }
  const ended = count >= limit || bytes >= PAGE_BYTES;
  return {
    ...(input['Select'] !== 'COUNT' && { Items: found }),
    Count: found.length,
    ScannedCount: count,
    ...(ended &&
      last && {
        LastEvaluatedKey: pick(
          last,
          index.startKeyNames.map((name) => [name]),
        ),
      }),
    ...consumed(input['ReturnConsumedCapacity'], table, readUnits(bytes, input['ConsistentRead'] === true)),
  };
}

function filterOf(input: Input): Condition | undefined {
  if (input._filter) return input._filter.expression;
  const legacy = input['QueryFilter'] ?? input['ScanFilter'];
  return legacy === undefined
    ? undefined
    : conditionOf(legacy as Parameters<typeof conditionOf>[0], input['ConditionalOperator']);
}

/** What of an item the answer shows. A local index fetches from the table what it does not hold; a global one cannot. */
function shownBy(input: Input, table: Table, index: TableIndex): (item: Item) => Item {
  const paths = pathsOf(input, table);
  const select = input['Select'];
  if (index.isGlobal && input['ConsistentRead'] === true)
    throw invalid('Consistent reads are not supported on global secondary indexes');
  if (index.isGlobal && select === 'ALL_ATTRIBUTES' && index.projection.ProjectionType !== 'ALL')
    throw invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  if (select === 'SPECIFIC_ATTRIBUTES' && !paths)
    throw invalid(
      'One or more parameter values were invalid: Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  if (paths && select !== undefined && select !== 'SPECIFIC_ATTRIBUTES')
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${select}`);
  const hidden = paths?.map(([name]) => String(name)).filter((name) => !index.shows(name)) ?? [];
  if (index.isGlobal && hidden.length > 0)
    throw invalid(
      `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${hidden.join(', ')}]`,
    );
  if (paths) return (item) => pick(item, paths);
  return select === 'ALL_ATTRIBUTES' ? (item) => item : (item) => index.view(item);
}
