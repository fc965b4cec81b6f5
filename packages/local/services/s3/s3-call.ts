// One request to S3 as its operations see it, and what they answer.
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../errors.ts';
import type { S3 } from './s3-service.ts';

/** A request to a bucket or one of its objects; `key` is empty for the bucket. */
export type S3Call = {
  s3: S3;
  request: IncomingMessage;
  bucket: string;
  key: string;
  /** The parameters of the query, by name. */
  query: ReadonlyMap<string, string>;
  /** The time, in milliseconds. */
  now: () => number;
  /** Throws `AccessDenied` unless the caller may perform an action, by default on the object or the bucket of the request. */
  demand(action: string, on?: { bucket: string; key: string }, context?: Readonly<Record<string, string>>): void;
};

/** The answer of an operation. */
export type S3Answer = {
  /** @default 200 */
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** A document, or the bytes of an object. */
  body?: string | AsyncIterable<Uint8Array>;
};

/** An operation. */
export type S3Operation = (call: S3Call) => S3Answer | Promise<S3Answer>;

/** S3's error for an invalid argument. */
export function invalidArgument(message: string, name: string, value: string): AwsError {
  return new AwsError('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });
}

/** A header of a request. */
export function headerOf({ request }: Pick<S3Call, 'request'>, name: string): string | undefined {
  const value = request.headers[name];
  return value === undefined ? undefined : [value].flat().join(', ');
}

/** A date as S3 writes it in documents: `2026-11-23T10:11:12.000Z`. */
export function isoDate(ms: number): string {
  return new Date(ms).toISOString();
}

/** A request body that is a document: at most a megabyte, as `DeleteObjects` names 1,000 keys of 1,024 bytes. */
export const DOCUMENT_MAX = 2 * 1024 * 1024;
