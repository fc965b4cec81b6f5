// `util.dynamodb`: conversion of plain values to DynamoDB's typed ones. "DynamoDB helpers in util.dynamodb".

// The sets that a handler created: a helper puts them into an item unchanged, while any other object becomes a map.
const sets = new WeakSet();

const createSet = (set) => {
  sets.add(set);
  return set;
};

const orNull = (convert) => (value) => (value === null || value === undefined ? null : convert(value));

export function toDynamoDB(value) {
  if (value === null || value === undefined) return { NULL: null };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(toDynamoDB) };
  if (sets.has(value)) return value;
  return { M: toMapValues(value) };
}

export function toMapValues(object) {
  const values = {};
  for (const name of Object.keys(object)) if (object[name] !== undefined) values[name] = toDynamoDB(object[name]);
  return values;
}

export const toStringSet = orNull((list) => createSet({ SS: list }));
export const toNumberSet = orNull((list) => createSet({ NS: list }));
export const toBinarySet = orNull((list) => createSet({ BS: list }));

const s3Object = (key, bucket, region, version) => ({
  S: JSON.stringify({ s3: { key, bucket, region, ...(version !== undefined && { version }) } }),
});

export const dynamodb = Object.freeze({
  toDynamoDB,
  toString: orNull((text) => ({ S: text })),
  toStringSet,
  toNumber: orNull((number) => ({ N: number })),
  toNumberSet,
  toBinary: orNull((text) => ({ B: text })),
  toBinarySet,
  toBoolean: orNull((value) => ({ BOOL: value })),
  toNull: () => ({ NULL: null }),
  toList: orNull((list) => ({ L: list.map(toDynamoDB) })),
  toMap: orNull((object) => ({ M: toMapValues(object) })),
  toMapValues: orNull(toMapValues),
  toS3Object: s3Object,
  fromS3ObjectJson: (text) => JSON.parse(text),
});
