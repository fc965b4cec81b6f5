// What a table is: its keys, indexes, stream and expiry, as DynamoDB names them.

export type KeyElement = { AttributeName: string; KeyType: string };
export type AttributeDefinition = { AttributeName: string; AttributeType: string };
export type Projection = { ProjectionType: string; NonKeyAttributes?: readonly string[] };
export type IndexDefinition = { IndexName: string; KeySchema: readonly KeyElement[]; Projection: Projection };

/** What a stream's records hold beside the keys. */
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A table as the template defines it, in the spelling of `CreateTable`. */
export type TableDefinition = {
  TableName: string;
  KeySchema: readonly KeyElement[];
  AttributeDefinitions: readonly AttributeDefinition[];
  GlobalSecondaryIndexes?: readonly IndexDefinition[];
  LocalSecondaryIndexes?: readonly IndexDefinition[];
  BillingMode: string;
  StreamViewType?: StreamViewType;
  /** The attribute that says when an item expires, in seconds since 1970. */
  TimeToLiveAttribute?: string;
};

/** What was made up when a table first came to be, and is kept: it would change its ARNs. */
export type TableOrigin = {
  key: string;
  id: string;
  createdAt: number;
  /** When the stream began, as its ARN says, and what it shows. */
  stream?: { label: string; view: StreamViewType };
};

/** The key in words, to compare and to show: `channel (S), seq (N)`. */
export function describeKey({ KeySchema, AttributeDefinitions }: TableDefinition): string {
  return KeySchema.map(({ AttributeName: name }) => {
    const type = AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
    return `${name} (${type})`;
  }).join(', ');
}
