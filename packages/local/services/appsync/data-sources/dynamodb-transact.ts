// Transactions of a DynamoDB data source: everything or nothing, and why nothing.
import { AwsError } from '../../../errors.ts';
import { expressions, plainItem, typedValues } from './attribute-values.ts';
import { BadRequest, failed, fieldsOf, listOf, type SourceAnswer, type Table } from './data-source.ts';

type Fields = Readonly<Record<string, unknown>>;

/** TransactGetItems: the items in the order of the request. */
export async function transactGet(request: Fields, call: Table): Promise<SourceAnswer> {
  const TransactItems = partsOf(request).map(({ table, key, projection }) => ({
    Get: { TableName: table, Key: typedValues(key, 'key'), ...expressions({ ProjectionExpression: projection }) },
  }));
  return orCancelled('items', async () => {
    const { Responses } = await call('TransactGetItems', { TransactItems });
    return (Responses as { Item?: unknown }[]).map(({ Item }) => plainItem(Item));
  });
}

/** TransactWriteItems: the keys of what was written, in the order of the request. */
export async function transactWrite(request: Fields, call: Table): Promise<SourceAnswer> {
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
  const condition = fieldsOf(part['condition'] ?? {}, 'condition');
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
      throw new BadRequest(`${String(part['operation'])} is no operation of a transaction`);
  }
}

/** A transaction that was cancelled has a result too: the reasons, by the order of the request. */
async function orCancelled(what: 'items' | 'keys', perform: () => Promise<unknown>): Promise<SourceAnswer> {
  try {
    return { result: { [what]: await perform(), cancellationReasons: null } };
  } catch (error) {
    const answer = failed(error, 'DynamoDB');
    const reasons = error instanceof AwsError && error.fields['CancellationReasons'];
    if (!Array.isArray(reasons)) return answer;
    return { ...answer, result: { [what]: null, cancellationReasons: (reasons as Reason[]).map(reasonOf) } };
  }
}

type Reason = { Code?: string; Message?: string; Item?: unknown };

function reasonOf({ Code, Message, Item }: Reason): Fields {
  return { type: Code ?? 'None', message: Message ?? 'None', ...(Item !== undefined && { item: plainItem(Item) }) };
}

function partsOf(request: Fields): Fields[] {
  return listOf(request['transactItems'], 'transactItems').map((part) => fieldsOf(part, 'transactItems'));
}
