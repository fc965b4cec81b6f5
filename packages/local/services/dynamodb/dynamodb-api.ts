// DynamoDB and DynamoDB Streams over HTTP, where they differ from AWS's other JSON APIs.
import { crc32 } from 'node:zlib';
import { AwsError } from '../../errors.ts';
import type { JsonApi, Permission } from '../../protocol/aws-json.ts';
import { notEmulated } from './dynamodb-errors.ts';
import { DYNAMODB_OPERATIONS, type TablePermission } from './dynamodb-operations.ts';
import type { DynamoDb } from './dynamodb-service.ts';
import { leadingKeys } from './leading-keys.ts';

/** The operations of DynamoDB, as AWS's SDKs call them. */
export function dynamoDbApi(dynamodb: DynamoDb): JsonApi {
  return {
    targets: ['DynamoDB_20120810', 'DynamoDBStreams_20120810'],
    version: '1.0',
    // AWS: "Quotas in Amazon DynamoDB": a request is at most 16 MB.
    maxBodyBytes: 16 * 1024 * 1024,
    operations: Object.fromEntries(
      Object.entries(DYNAMODB_OPERATIONS).map(([name, { permissions }]) => [
        name,
        {
          permissions: (input) => permissions(input).map((one) => withLeadingKeys(one, dynamodb)),
          run: (input, { trace }) => dynamodb.call(name, input, trace),
        },
      ]),
    ),
    errorType: (name) => `${NAMESPACES[name] ?? 'com.amazonaws.dynamodb.v20120810'}#${name}`,
    unknownOperation,
    bodyTooLarge: (maxBytes) =>
      new AwsError('RequestEntityTooLargeException', `The request is longer than ${maxBytes} bytes.`, 413),
    internalError,
    responseHeaders: (body) => ({
      'content-length': body.length,
      // Older SDKs compare it with the body.
      'x-amz-crc32': crc32(body),
    }),
  };
}

// For policies with the condition key `dynamodb:LeadingKeys`.
function withLeadingKeys({ items, ...permission }: TablePermission, dynamodb: DynamoDb): Permission {
  if (!items) return permission;
  const context = () => {
    const named = items();
    const keys = leadingKeys(named, dynamodb.partitionKeyOf(named.table));
    return keys && { 'dynamodb:LeadingKeys': keys };
  };
  return { ...permission, context };
}

/** The part of AWS that reports an error: SDKs drop it, people see it in logs. */
const NAMESPACES: Readonly<Record<string, string>> = {
  ValidationException: 'com.amazon.coral.validate',
  SerializationException: 'com.amazon.coral.service',
  UnknownOperationException: 'com.amazon.coral.service',
  AccessDeniedException: 'com.amazon.coral.service',
};

/** The error of DynamoDB has no text when the target is not in its form. */
function unknownOperation(target: string): AwsError {
  const operation = /^(?:DynamoDB_20120810|DynamoDBStreams_20120810)\.([A-Za-z]+)$/.exec(target)?.[1];
  return operation === undefined ? new AwsError('UnknownOperationException', '') : notEmulated(operation);
}

/** A failure of the engine: answered as AWS would, so that a client tries again, and printed for the operator. */
function internalError(error: unknown): AwsError {
  console.error(error);
  return new AwsError('InternalServerError', 'The request could not be processed because of an internal error.', 500);
}
