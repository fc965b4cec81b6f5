// The condition key `dynamodb:LeadingKeys`: the partition keys of the items that a request names, by which a policy can restrict a role to some items.
import type { Input } from '../../protocol/aws-json.ts';

/** The attributes of an item, or those of its key, as the request has them; the value of the first part of the key is looked up in each. */
export type NamedItems = { table: unknown; attributes: readonly unknown[] };

/** The items of a request with one key, or with one item. */
export function itemOf({ TableName, Key, Item }: Input): NamedItems {
  return { table: TableName, attributes: [Key ?? Item] };
}

/** The items of one table in a batch: those of `Keys`, or of its puts and deletions. */
export function itemsOfBatch(table: string, requests: unknown): NamedItems {
  const { Keys } = Object(requests) as Input;
  if (Array.isArray(Keys)) return { table, attributes: Keys };
  const writes: unknown[] = Array.isArray(requests) ? requests : [];
  return {
    table,
    attributes: writes.map((write) => {
      const { PutRequest, DeleteRequest } = Object(write) as Input;
      return (Object(PutRequest) as Input)['Item'] ?? (Object(DeleteRequest) as Input)['Key'];
    }),
  };
}

/** The partition keys of items as texts; undefined when one of them cannot be told, so that no condition on them is true. */
export function leadingKeys({ attributes }: NamedItems, partitionKey: string | undefined): string[] | undefined {
  if (partitionKey === undefined) return undefined;
  const keys = attributes.map((one) => {
    const item = Object(one) as Input;
    const value = Object.hasOwn(item, partitionKey) ? item[partitionKey] : undefined;
    // `{ S: 'a' }`, `{ N: '1' }` or `{ B: 'YQ==' }`.
    const [key, ...others] = typeof value === 'object' && value !== null ? Object.values(value) : [];
    return typeof key === 'string' && others.length === 0 ? key : undefined;
  });
  return keys.every((key) => key !== undefined) ? keys : undefined;
}
