// Verifies signatures of requests to S3: presigned addresses, the Authorization header and the policies of HTML forms.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A signature of version 4, from the query or the header. */
export type S3Signature = {
  accessKeyId: string;
  /** `20261123/us-east-1/s3/aws4_request` */
  scope: string;
  signedHeaders: readonly string[];
  signature: string;
  /** When it was made: `20261123T101112Z`. */
  date: string;
  sessionToken: string | undefined;
  /** Seconds for which a presigned address is valid. */
  expires?: number;
};

/** A request as its client signed it: the path and the query as they were sent, and the host. */
export type SignedRequest = {
  method: string;
  path: string;
  query: readonly (readonly [name: string, value: string])[];
  headers: IncomingHttpHeaders;
  host: string;
};

/** The query of a target: names and values, decoded. */
export function parseQuery(target: string): [name: string, value: string][] {
  const [, query = ''] = target.split(/\?(.*)/s, 2);
  return query
    .replaceAll('+', '%20')
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', value = ''] = part.split(/=(.*)/s, 2);
      return [decode(name), decode(value)];
    });
}

/** Parses the header `Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`. */
export function parseAuthorization(headers: IncomingHttpHeaders): S3Signature | undefined {
  const field = (name: string) => new RegExp(`\\b${name}=([^,\\s]+)`).exec(headers.authorization ?? '')?.[1];
  if (!headers.authorization?.startsWith('AWS4-HMAC-SHA256')) return undefined;
  return signatureOf(field('Credential'), field('SignedHeaders'), field('Signature'), {
    date: String(headers['x-amz-date'] ?? ''),
    sessionToken: headers['x-amz-security-token'] as string | undefined,
  });
}

/** Parses the parameters of a presigned address (Amazon S3 API reference, "Authenticating requests: using query parameters"). */
export function parsePresigned(query: SignedRequest['query']): S3Signature | undefined {
  const parameter = (name: string) => query.find(([one]) => one.toLowerCase() === name)?.[1];
  const [credential, signedHeaders, signature] = ['credential', 'signedheaders', 'signature'].map((name) =>
    parameter(`x-amz-${name}`),
  );
  const date = parameter('x-amz-date');
  if (parameter('x-amz-algorithm') !== 'AWS4-HMAC-SHA256' || !date) return undefined;
  return signatureOf(credential, signedHeaders, signature, {
    date,
    sessionToken: parameter('x-amz-security-token'),
    expires: Number(parameter('x-amz-expires') ?? Number.NaN),
  });
}

/** A signature of these parts; undefined if one of them is missing. A credential is the id of the key and its scope. */
function signatureOf(
  credential: string | undefined,
  signedHeaders: string | undefined,
  signature: string | undefined,
  others: Pick<S3Signature, 'date' | 'sessionToken' | 'expires'>,
): S3Signature | undefined {
  const [accessKeyId, ...scope] = credential?.split('/') ?? [];
  if (!accessKeyId || !signedHeaders || !signature) return undefined;
  return { accessKeyId, scope: scope.join('/'), signedHeaders: signedHeaders.split(';'), signature, ...others };
}

/** Whether a request was signed with a secret. */
export function isSigned(secret: string, signature: S3Signature, request: SignedRequest): boolean {
  const { signedHeaders, scope, date } = signature;
  // Without the host a signature for one bucket would be one for every bucket.
  if (!signedHeaders.includes('host')) return false;
  const fieldOf = (name: string) =>
    name === 'host' ? request.host : [request.headers[name] ?? ''].flat().join(',').trim().replace(/ +/g, ' ');
  const isPresigned = signature.expires !== undefined;
  const query = request.query
    .filter(([name]) => !isPresigned || name.toLowerCase() !== 'x-amz-signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const content = request.headers['x-amz-content-sha256'];
  const isContentSigned = !isPresigned || signedHeaders.includes('x-amz-content-sha256');
  const canonical = [
    request.method,
    request.path.split('/').map(decode).map(encode).join('/') || '/',
    query,
    ...signedHeaders.map((name) => `${name}:${fieldOf(name)}`),
    '',
    signedHeaders.join(';'),
    isContentSigned && content !== undefined ? String(content) : 'UNSIGNED-PAYLOAD',
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  return isHmac(secret, scope, text, signature.signature);
}

/** Whether the base64 policy of a form was signed with a secret. */
export function isPolicySigned(secret: string, scope: string, policy: string, signature: string): boolean {
  return isHmac(secret, scope, policy, signature);
}

/** The time of a date of a signature, in milliseconds; NaN when it is none. */
export function signingTime(date: string): number {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const [year = Number.NaN, month = 0, day, hour, minute, second] = parts.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function isHmac(secret: string, scope: string, text: string, signature: string): boolean {
  const key = scope.split('/').reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secret}`);
  const made = hmac(key, text);
  const given = Buffer.from(signature, 'hex');
  return given.length === made.length && timingSafeEqual(made, given);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 3986: everything but unreserved characters is encoded. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
