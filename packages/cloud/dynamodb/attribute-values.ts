// Items in requests and responses: plain values in the code, DynamoDB's attribute values (`{ "S": "…" }`) on the wire.
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** Encodes the input of an operation as the body of its request. */
export function encodeRequest(input: object): string {
  return JSON.stringify(mapItems(input, marshall), base64Binary);
}

/** Parses the body of a response, of an error too; throws if it is not a JSON object. */
export function parseResponse(body: string): Record<string, unknown> {
  const parsed: unknown = BINARY.test(body) ? JSON.parse(body, parseBinary) : JSON.parse(body);
  if (typeof parsed !== 'object' || parsed === null) throw new Error('The response is not a JSON object.');
  return mapItems(parsed, unmarshall) as Record<string, unknown>;
}

/** The fields that contain one item, or part of one. */
const ITEM: ReadonlySet<string> = new Set([
  'Item',
  'Key',
  'Attributes',
  'ExpressionAttributeValues',
  'ExclusiveStartKey',
  'LastEvaluatedKey',
]);

/** The fields that contain several items. */
const ITEMS: ReadonlySet<string> = new Set(['Items', 'Keys']);

/** Converts each item in an input or an output. */
function mapItems(value: unknown, convert: (item: Record<string, never>) => unknown, field = ''): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => mapItems(one, convert, ITEMS.has(field) ? 'Item' : ''));
  if (ITEM.has(field)) return convert(value as Record<string, never>);
  // The responses of BatchGetItem are lists of items, by table.
  const fields = Object.entries(value).map(([name, one]) => [
    name,
    mapItems(one, convert, field === 'Responses' ? 'Items' : name),
  ]);
  return Object.fromEntries(fields);
}

/** Binary values are base64 in JSON. `this` has the value before `Buffer.toJSON`. */
function base64Binary(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const original = this[name];
  return original instanceof Uint8Array ? Buffer.from(original).toString('base64') : value;
}

/** Whether a body may contain a binary value: text cannot match, as its quotation marks are escaped. */
const BINARY = /"BS?":/;

// An attribute that is named `B` has an object as its value, not a string.
function parseBinary(name: string, value: unknown): unknown {
  if (name === 'B' && typeof value === 'string') return Buffer.from(value, 'base64');
  if (name !== 'BS' || !Array.isArray(value)) return value;
  return value.map((one: string) => Buffer.from(one, 'base64'));
}
