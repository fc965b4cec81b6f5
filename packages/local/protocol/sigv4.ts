// Verifies AWS Signature Version 4 of requests to AppSync: IAM User Guide, "Create a signed AWS API request".
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Authorization } from '@parley/wire';

/** The parts of an `Authorization: AWS4-HMAC-SHA256 …` header. */
export type Signature = {
  readonly accessKeyId: string;
  /** `20261123/us-east-1/appsync/aws4_request` */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

const FORM =
  /^AWS4-HMAC-SHA256\s+Credential=([A-Za-z0-9]{1,128})\/(\d{8}\/[a-z0-9-]+\/[a-z0-9-]+\/aws4_request),\s*SignedHeaders=([a-z0-9;_-]+),\s*Signature=([0-9a-f]{64})$/;

/** Parses the header; undefined if it does not have this form. */
export function parseSignature(field: string): Signature | undefined {
  const [, accessKeyId, scope, signedHeaders, signature] = FORM.exec(field) ?? [];
  if (!accessKeyId || !scope || !signedHeaders || !signature) return undefined;
  return { accessKeyId, scope, signedHeaders: signedHeaders.split(';'), signature };
}

/** Whether a signature was created with this secret, over `POST /event`, these header fields and this body. */
export function isSignedBy(secret: string, signature: Signature, fields: Authorization, body: string): boolean {
  const made = sign(secret, signature, fields, body);
  return timingSafeEqual(made, Buffer.from(signature.signature, 'hex'));
}

function sign(secret: string, { scope, signedHeaders }: Signature, fields: Authorization, body: string): Buffer {
  const fieldOf = (name: string) => (fields[name] ?? impliedField(name, body)).trim().replace(/ +/g, ' ');
  const headers = signedHeaders.map((name) => `${name}:${fieldOf(name)}\n`).join('');
  const request = ['POST', '/event', '', headers, signedHeaders.join(';'), sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', fields['x-amz-date'] ?? '', scope, sha256(request)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secret}`);
  return hmac(key, text);
}

/** The signer of the AWS SDK for Go signs the length of a body, which clients do not list among the fields of a handshake. */
function impliedField(name: string, body: string): string {
  return name === 'content-length' ? String(Buffer.byteLength(body)) : '';
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
