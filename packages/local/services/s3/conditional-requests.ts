// Conditions and ranges of requests: which object they are about, and which part of it they ask for.
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../../errors.ts';
import type { ByteRange } from './blob-files.ts';
import type { StoredObject } from './stored-objects.ts';

type Version = Pick<StoredObject, 'etag' | 'modifiedAt'>;

function preconditionFailed(Condition: string): AwsError {
  return new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition,
  });
}

/** Whether a reader has the object already; throws 412 when it is not the one that the reader expects (RFC 9110, 13.2.2). */
export function isNotModified(headers: IncomingHttpHeaders, { etag, modifiedAt }: Version): boolean {
  const seconds = Math.floor(modifiedAt / 1000) * 1000;
  const dateOf = (name: 'if-modified-since' | 'if-unmodified-since') => Date.parse(headers[name] ?? '');
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined ? !names(match, etag) : seconds > dateOf('if-unmodified-since'))
    throw preconditionFailed(match === undefined ? 'If-Unmodified-Since' : 'If-Match');
  return noneMatch === undefined ? seconds <= dateOf('if-modified-since') : names(noneMatch, etag);
}

/** Throws unless a write may replace what is there (Amazon S3 User Guide, "How to prevent object overwrites with conditional writes"). */
export function checkWrite(headers: IncomingHttpHeaders, current: Version | undefined): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (noneMatch !== undefined && noneMatch !== '*')
    throw new AwsError('NotImplemented', 'A header you provided implies functionality that is not implemented', 501, {
      Header: 'If-None-Match',
    });
  if (noneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
  if (match === undefined) return;
  if (!current) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  if (!names(match, current.etag)) throw preconditionFailed('If-Match');
}

function names(header: string, etag: string): boolean {
  return header.split(',').some((one) => ['*', etag, `"${etag}"`].includes(one.trim().replace(/^W\//, '')));
}

/** The part of an object that a reader asks for; undefined for all of it. Several ranges and other units are ignored, as on AWS. */
export function rangeOf(header: string | undefined, size: number): ByteRange | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (start < size && (from !== '' || Number(to) > 0)) return { start, end };
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
    RangeRequested: header,
    ActualObjectSize: String(size),
  });
}
