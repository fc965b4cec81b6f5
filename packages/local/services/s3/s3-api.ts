// The API of S3: finds the operation of a request, its caller and permissions, and writes the answer or S3's error as XML.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import { AwsError, EngineError } from '../../errors.ts';
import type { Endpoints } from '../../http/endpoints.ts';
import { writeAndDrain } from '../../http/write-and-drain.ts';
import type { Caller, Iam } from '../iam/index.ts';
import { corsForbidden, corsHeaders } from './bucket-cors.ts';
import { bucketLocation, deleteObjects, headBucket, listObjects, listUploads } from './bucket-operations.ts';
import { postForm } from './form-upload.ts';
import { abortUpload, completeUpload, createUpload, listParts, uploadPart } from './multipart-operations.ts';
import {
  copyObject,
  deleteObject,
  deleteTagging,
  getObject,
  getTagging,
  putObject,
  putTagging,
} from './object-operations.ts';
import { accessDenied, authenticateS3, isPermitted, type S3Permission } from './s3-access.ts';
import type { S3Answer, S3Call, S3Operation } from './s3-call.ts';
import type { S3 } from './s3-service.ts';
import { parseQuery, type SignedRequest } from './s3-signature.ts';
import { encodeDocument } from './s3-xml.ts';

export type S3ApiDeps = { s3: S3; iam: Iam; clock: Clock; endpoints: Endpoints; say: (line: string) => void };

/** Operations by `METHOD subresource`; the subresource is the first of these names that the query has. */
const OF_OBJECT: Readonly<Record<string, S3Operation>> = {
  'GET ': getObject,
  'HEAD ': getObject,
  'PUT ': putObject,
  'PUT x-amz-copy-source': copyObject,
  'DELETE ': deleteObject,
  'GET tagging': getTagging,
  'PUT tagging': putTagging,
  'DELETE tagging': deleteTagging,
  'POST uploads': createUpload,
  'PUT uploadId': uploadPart,
  'GET uploadId': listParts,
  'POST uploadId': completeUpload,
  'DELETE uploadId': abortUpload,
};

const OF_BUCKET: Readonly<Record<string, S3Operation>> = {
  'HEAD ': headBucket,
  'GET list-type': listObjects,
  'GET location': bucketLocation,
  'GET uploads': listUploads,
  'POST delete': deleteObjects,
};

const SUBRESOURCES = ['tagging', 'uploadId', 'uploads', 'list-type', 'location', 'delete'];

/** Names of the query that select an operation that is not emulated. */
const NOT_EMULATED =
  /^(?:acl|accelerate|analytics|attributes|cors|encryption|intelligent-tiering|inventory|legal-hold|lifecycle|logging|metrics|notification|object-lock|ownershipControls|policy|policyStatus|publicAccessBlock|replication|requestPayment|restore|retention|select|torrent|versionId|versioning|versions|website)$/;

/** Serves the requests to one bucket; `url` is the address as AWS's host name of the bucket would receive it. */
export function bucketHandler(deps: S3ApiDeps, bucket: string) {
  return (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> =>
    serveS3(deps, request, response, url, { bucket, path: url.pathname.slice(1) });
}

/** Serves the requests to the service itself: `https://s3.us-east-1.amazonaws.com/BUCKET/KEY`, and the list of all buckets. */
export function serviceHandler(deps: S3ApiDeps) {
  return (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const [, bucket = '', path = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(url.pathname) ?? [];
    return serveS3(deps, request, response, url, { bucket, path });
  };
}

/** What a distribution adds: headers of its responses, and that only verified signatures count. */
type ThroughDistribution = { headers: Readonly<Record<string, string>> };

/** Serves one request; `through` is the distribution that has forwarded it. */
export async function serveS3(
  deps: S3ApiDeps,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { bucket, path }: { bucket: string; path: string },
  through?: ThroughDistribution,
): Promise<void> {
  const headers: Record<string, string> = {
    'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
    'x-amz-id-2': randomBytes(48).toString('base64'),
    ...through?.headers,
  };
  try {
    const rules = deps.s3.has(bucket) ? deps.s3.settings(bucket).cors : [];
    const cors = corsHeaders(rules, request, deps.endpoints);
    Object.assign(headers, cors);
    if (request.method === 'OPTIONS') {
      if (Object.keys(cors).length === 0) throw corsForbidden(rules.length > 0);
      response.writeHead(200, headers).end();
      return;
    }
    const answer = await answerOf(deps, request, url, { bucket, key: decodePath(path) }, through === undefined);
    await write(request, response, answer, { ...answer.headers, ...headers });
  } catch (error) {
    writeError(deps, request, response, error, headers, `/${bucket}/${path}`);
  }
}

async function answerOf(
  { s3, iam, clock, endpoints, say }: S3ApiDeps,
  request: IncomingMessage,
  url: URL,
  { bucket, key }: { bucket: string; key: string },
  isDirect: boolean,
): Promise<S3Answer> {
  const { method = 'GET', headers } = request;
  const target = request.url ?? '/';
  const query = parseQuery(url.search);
  const byName = new Map(query);
  const signed: SignedRequest = { method, path: url.pathname, query, headers, host: url.host };
  const candidates = [signed, { ...signed, path: target.split('?', 1)[0] ?? '/', host: String(headers.host) }];
  const host = String(headers.host ?? '');
  const isPublic = endpoints.public.isNamedBy(host.toLowerCase());
  if (bucket !== '' && !s3.has(bucket))
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });
  // The signature of a form is in the form.
  if (method === 'POST' && key === '' && String(headers['content-type']).startsWith('multipart/form-data'))
    return postForm({ s3, iam, clock, request, bucket });
  const caller = authenticateS3({ iam, clock, say }, candidates, isDirect && !isPublic);
  if (bucket === '') return listBuckets(s3, caller);
  const isAllowed = (permission: S3Permission) =>
    isPermitted({ iam, clock, say }, caller, s3.settings(bucket).policy, permission);
  const call: S3Call = {
    s3,
    request,
    bucket,
    key,
    query: byName,
    now: () => clock.now(),
    demand(action, on = { bucket, key }, context) {
      const permission = { action, resource: arnOf(on), ...(context && { context }) };
      if (!isAllowed(permission)) throw accessDenied(caller, permission);
    },
  };
  return operationOf(call)(call);
}

function operationOf({ request, query, key }: S3Call): S3Operation {
  const { method, headers } = request;
  const unknown = [...query.keys()].find((name) => NOT_EMULATED.test(name));
  if (unknown !== undefined) throw notImplemented(`?${unknown}`);
  const isCopy = method === 'PUT' && headers['x-amz-copy-source'] !== undefined;
  if (isCopy && query.has('uploadId')) throw notImplemented('UploadPartCopy');
  const subresource = isCopy ? 'x-amz-copy-source' : (SUBRESOURCES.find((name) => query.has(name)) ?? '');
  const operations = key === '' ? OF_BUCKET : OF_OBJECT;
  const name = `${method} ${subresource}`;
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) throw notImplemented(`${name.trim()} of ${key === '' ? 'a bucket' : 'an object'}`);
  return operation;
}

function notImplemented(what: string): AwsError {
  return new AwsError(
    'NotImplemented',
    `A header or parameter you provided implies functionality that is not emulated: ${what}.`,
    501,
  );
}

function listBuckets({ names }: S3, caller: Caller | undefined): S3Answer {
  // An account's own list of buckets: what a role may list of it is not emulated.
  if (!caller || caller.roleArn !== undefined)
    throw accessDenied(caller, { action: 's3:ListAllMyBuckets', resource: 'arn:aws:s3:::*' });
  const Bucket = names.map((Name) => ({ Name, CreationDate: '2026-01-01T00:00:00.000Z' }));
  return { body: encodeDocument('ListAllMyBucketsResult', { Buckets: { Bucket } }) };
}

function arnOf({ bucket, key }: { bucket: string; key: string }): string {
  return `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", 400, { URI: path });
  }
}

async function write(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status = 200, body }: S3Answer,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  if (typeof body === 'string') {
    const bytes = Buffer.from(body);
    response.writeHead(status, { 'content-type': 'application/xml', ...headers, 'content-length': bytes.length });
    response.end(bytes);
    return;
  }
  response.writeHead(status, headers);
  if (body && method !== 'HEAD')
    for await (const chunk of body) {
      // A reader that is gone: the rest is not read from the disk.
      if (response.destroyed) return;
      await writeAndDrain(response, chunk);
    }
  response.end();
}

function writeError(
  { say }: Pick<S3ApiDeps, 'say'>,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  headers: Readonly<Record<string, string>>,
  resource: string,
): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const { type, message, status, fields } = awsErrorOf(error, say);
  const RequestId = headers['x-amz-request-id'] ?? '';
  const texts = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  const document = {
    Code: type,
    Message: message,
    ...texts,
    Resource: resource,
    RequestId,
    HostId: headers['x-amz-id-2'] ?? '',
  };
  const bytes = Buffer.from(request.method === 'HEAD' ? '' : encodeDocument('Error', document, ''));
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/xml',
    'content-length': bytes.length,
    // The bytes that were not read would be taken for the next request.
    ...(!request.complete && { connection: 'close' }),
  });
  response.end(bytes);
  request.resume();
}

function awsErrorOf(error: unknown, say: (line: string) => void): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof EngineError && error.code === 'data-unwritable')
    return new AwsError('ServiceUnavailable', 'Nothing can be stored at the moment. Try again.', 503);
  say(`S3 failed: ${error instanceof Error ? error.stack : String(error)}`);
  return new AwsError('InternalError', 'We encountered an internal error. Please try again.', 500);
}
