// Uploads from HTML forms: POST with a signed policy (Amazon S3 API reference, "Browser-based uploads using POST").
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { Iam } from '../iam/index.ts';
import { type FormFields, readForm } from './multipart-form.ts';
import { accessDenied, callerOf, isPermitted } from './s3-access.ts';
import type { S3Answer } from './s3-call.ts';
import type { S3 } from './s3-service.ts';
import { isPolicySigned } from './s3-signature.ts';
import { encodeDocument } from './s3-xml.ts';

type FormDeps = { s3: S3; iam: Iam; clock: Clock; request: IncomingMessage; bucket: string };

/** Stores the file of a form under the key that its fields name, if the policy allows these fields and that size. */
export async function postForm({ s3, iam, clock, request, bucket }: FormDeps): Promise<S3Answer> {
  const { fields, fileName, file } = await readForm(request);
  const key = (fields['key'] ?? '').replaceAll('${' + 'filename}', fileName.replace(/^.*[/\\]/s, ''));
  if (key === '') throw new AwsError('InvalidArgument', "Bucket POST must contain a field named 'key'.");
  const say = () => {};
  const caller = callerOfForm(iam, fields);
  const permission = { action: 's3:PutObject', resource: `arn:aws:s3:::${bucket}/${key}` };
  if (!isPermitted({ iam, clock, say }, caller, s3.settings(bucket).policy, permission))
    throw accessDenied(caller, permission);
  const { maxBytes, minBytes } = checkPolicy(fields, { bucket, key }, clock.now());
  const { bytes, md5 } = file(maxBytes);
  const blob = await s3.files.write(bytes);
  if (blob.size < minBytes) {
    await s3.files.remove([blob]);
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
      ProposedSize: String(blob.size),
      MinSizeAllowed: String(minBytes),
    });
  }
  const etag = md5();
  const contentType = fields['content-type'] ?? 'binary/octet-stream';
  const metadata = Object.entries(fields)
    .filter(([name]) => name.startsWith('x-amz-meta-'))
    .map(([name, value]) => [name.slice('x-amz-meta-'.length), value]);
  const object = {
    headers: { 'content-type': contentType },
    metadata: Object.fromEntries(metadata),
    blobs: [blob],
    size: blob.size,
    etag,
  };
  await s3.objects.put({ bucket, key }, object);
  s3.delete(bucket, key);
  const status = Number(fields['success_action_status'] ?? 204);
  const document = { Bucket: bucket, Key: key, ETag: `"${etag}"` };
  if (status === 201)
    return { status, headers: { etag: `"${etag}"` }, body: encodeDocument('PostResponse', document, '') };
  return { status: status === 200 ? 200 : 204, headers: { etag: `"${etag}"` } };
}

function callerOfForm(iam: Iam, fields: FormFields) {
  const [accessKeyId = '', ...scope] = (fields['x-amz-credential'] ?? '').split('/');
  const { policy, 'x-amz-signature': signature } = fields;
  if (policy === undefined || signature === undefined || accessKeyId === '')
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  return callerOf(iam, { accessKeyId, sessionToken: fields['x-amz-security-token'] }, (secret) =>
    isPolicySigned(secret, scope.join('/'), policy, signature),
  );
}

/** The fields that need no condition. */
const UNCONDITIONAL: ReadonlySet<string> = new Set(['policy', 'x-amz-signature', 'file', 'awsaccesskeyid']);

/** Checks the fields against the policy; returns the sizes that it allows. */
function checkPolicy(fields: FormFields, place: { bucket: string; key: string }, now: number) {
  const refused = (reason: string) => new AwsError('AccessDenied', `Invalid according to Policy: ${reason}`, 403);
  const { expiration, conditions } = parsePolicy(fields['policy'] ?? '');
  if (!(Date.parse(String(expiration)) > now)) throw refused('Policy expired.');
  const given: FormFields = { ...fields, ...place };
  const covered = new Set(['bucket']);
  let [minBytes, maxBytes] = [0, Number.POSITIVE_INFINITY];
  for (const condition of conditions) {
    if (Array.isArray(condition) && condition[0] === 'content-length-range') {
      [minBytes, maxBytes] = [Number(condition[1]), Number(condition[2])];
      continue;
    }
    const [operator, name, value] = Array.isArray(condition)
      ? [String(condition[0]), String(condition[1]).replace(/^\$/, '').toLowerCase(), String(condition[2])]
      : ['eq', ...(Object.entries(Object(condition))[0] ?? ['', '']).map(String)];
    const field = (name ?? '').toLowerCase();
    covered.add(field);
    const actual = given[field] ?? '';
    const holds = operator === 'eq' ? actual === value : operator === 'starts-with' && actual.startsWith(value ?? '');
    if (!holds) throw refused(`Policy Condition failed: ${JSON.stringify(condition)}`);
  }
  const extra = Object.keys(fields).find(
    (name) => !covered.has(name) && !UNCONDITIONAL.has(name) && !name.startsWith('x-ignore-'),
  );
  if (extra !== undefined) throw refused(`Extra input fields: ${extra}`);
  return { minBytes, maxBytes };
}

function parsePolicy(base64: string): { expiration: unknown; conditions: unknown[] } {
  try {
    const { expiration, conditions } = JSON.parse(Buffer.from(base64, 'base64').toString()) as Record<string, unknown>;
    if (Array.isArray(conditions)) return { expiration, conditions };
  } catch {
    // Neither base64 nor JSON: rejected below.
  }
  throw new AwsError('InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
}
