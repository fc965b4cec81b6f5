// The definition of a table: its keys, indexes, stream and time to live, as DynamoDB names them.

export type KeyElement = { AttributeName: string; KeyType: string };
export type AttributeDefinition = { AttributeName: string; AttributeType: string };
export type Projection = { ProjectionType: string; NonKeyAttributes?: readonly string[] };
export type IndexDefinition = { IndexName: string; KeySchema: readonly KeyElement[]; Projection: Projection };

/** The images in a stream's records beside the keys. */
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A table as the template defines it, with the names of `CreateTable`. */
export type TableDefinition = {
  TableName: string;
  KeySchema: readonly KeyElement[];
  AttributeDefinitions: readonly AttributeDefinition[];
  GlobalSecondaryIndexes?: readonly IndexDefinition[];
  LocalSecondaryIndexes?: readonly IndexDefinition[];
  BillingMode: string;
  StreamViewType?: StreamViewType;
  /** The attribute with the time at which an item expires, in seconds since 1970. */
  TimeToLiveAttribute?: string;
};

/** What was generated when a table was first created. It is stored, as ARNs depend on it. */
export type TableIdentity = {
  key: string;
  id: string;
  createdAt: number;
  /** The label in the stream's ARN, which is the time of its creation, and its view type. */
  stream?: { label: string; view: StreamViewType };
};

/** The key as text, for comparison and messages: `channel (S), seq (N)`. */
export function describeKey({ KeySchema, AttributeDefinitions }: TableDefinition): string {
  return KeySchema.map(({ AttributeName: name }) => {
    const type = AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
    return `${name} (${type})`;
  }).join(', ');
}
