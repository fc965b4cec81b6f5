// Transactions of a DynamoDB data source, and the reasons of cancelled ones.
import { AwsError } from '../../../errors.ts';
import { expressions, plainItem, typedValues } from './attribute-values.ts';
import {
  type DynamoDbCall,
  InvalidRequest,
  parseList,
  parseObject,
  type SourceResult,
  toErrorResult,
} from './data-source.ts';

type Fields = Readonly<Record<string, unknown>>;

/** TransactGetItems: returns the items in the order of the request. */
export async function transactGet(request: Fields, call: DynamoDbCall): Promise<SourceResult> {
  const TransactItems = partsOf(request).map(({ table, key, projection }) => ({
    Get: { TableName: table, Key: typedValues(key, 'key'), ...expressions({ ProjectionExpression: projection }) },
  }));
  return orCancelled('items', async () => {
    const { Responses } = await call('TransactGetItems', { TransactItems });
    return (Responses as { Item?: unknown }[]).map(({ Item }) => plainItem(Item));
  });
}

/** TransactWriteItems: returns the keys of the written items in the order of the request. */
export async function transactWrite(request: Fields, call: DynamoDbCall): Promise<SourceResult> {
  const parts = partsOf(request);
  const TransactItems = parts.map(writeOf);
  return orCancelled('keys', async () => {
    await call('TransactWriteItems', { TransactItems });
    return parts.map(({ key }) => plainItem(typedValues(key, 'key')));
  });
}

function writeOf(part: Fields): Fields {
  const TableName = part['table'];
  const Key = typedValues(part['key'], 'key');
  const condition = parseObject(part['condition'] ?? {}, 'condition');
  const onFailure =
    part['condition'] && condition['returnValuesOnConditionCheckFailure'] !== false
      ? { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
      : {};
  const more = { ...(part['condition'] ? { ConditionExpression: condition } : {}) };
  switch (part['operation']) {
    case 'PutItem': {
      const Item = { ...typedValues(part['attributeValues'] ?? {}, 'attributeValues'), ...Key };
      return { Put: { TableName, Item, ...expressions(more), ...onFailure } };
    }
    case 'UpdateItem':
      return {
        Update: { TableName, Key, ...expressions({ UpdateExpression: part['update'], ...more }), ...onFailure },
      };
    case 'DeleteItem':
      return { Delete: { TableName, Key, ...expressions(more), ...onFailure } };
    case 'ConditionCheck':
      return { ConditionCheck: { TableName, Key, ...expressions(more), ...onFailure } };
    default:
      throw new InvalidRequest(`${String(part['operation'])} is not an operation of a transaction`);
  }
}

/** A cancelled transaction has a result too: the reasons, in the order of the request. */
async function orCancelled(what: 'items' | 'keys', perform: () => Promise<unknown>): Promise<SourceResult> {
  try {
    return { result: { [what]: await perform(), cancellationReasons: null } };
  } catch (error) {
    const result = toErrorResult(error, 'DynamoDB');
    const reasons = error instanceof AwsError && error.fields['CancellationReasons'];
    if (!Array.isArray(reasons)) return result;
    return { ...result, result: { [what]: null, cancellationReasons: (reasons as Reason[]).map(reasonOf) } };
  }
}

type Reason = { Code?: string; Message?: string; Item?: unknown };

function reasonOf({ Code, Message, Item }: Reason): Fields {
  return { type: Code ?? 'None', message: Message ?? 'None', ...(Item !== undefined && { item: plainItem(Item) }) };
}

function partsOf(request: Fields): Fields[] {
  return parseList(request['transactItems'], 'transactItems').map((part) => parseObject(part, 'transactItems'));
}
