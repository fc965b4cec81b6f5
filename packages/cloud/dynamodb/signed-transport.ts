// Requests to DynamoDB, Systems Manager and Cognito over HTTP: signed, on connections that stay open between the invocations of a warm function.
import { type BinaryLike, createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { required } from '../environment.ts';

/** Sends one request; rejects when there is no complete response. */
export type Transport = (operation: string, body: string) => Promise<{ status: number; body: string }>;

/** An API of AWS in the JSON protocol: its name in signatures and hosts, what precedes its operations, and its endpoint on an engine. */
export type JsonService = { service: string; target: string; version: '1.0' | '1.1'; endpoint: string };

export const DYNAMODB: JsonService = {
  service: 'dynamodb',
  target: 'DynamoDB_20120810',
  version: '1.0',
  endpoint: 'AWS_ENDPOINT_URL_DYNAMODB',
};

/** The Parameter Store of Systems Manager. */
export const PARAMETER_STORE: JsonService = {
  service: 'ssm',
  target: 'AmazonSSM',
  version: '1.1',
  endpoint: 'AWS_ENDPOINT_URL_SSM',
};

/** The user pools of Cognito. */
export const USER_POOLS: JsonService = {
  service: 'cognito-idp',
  target: 'AWSCognitoIdentityProviderService',
  version: '1.1',
  endpoint: 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER',
};

/**
 * Sends requests to the endpoint that the environment names, or to AWS's. Credentials are read for each request, so that the next
 * one uses those that have replaced expired ones. Source: AWS SDKs and Tools reference guide, "Environment variables".
 */
export function signedTransport(
  env: NodeJS.ProcessEnv = process.env,
  { service, target, version, endpoint }: JsonService = DYNAMODB,
): Transport {
  const region = required('AWS_REGION', env);
  const url = new URL(env[endpoint] ?? `https://${service}.${region}.amazonaws.com`);
  const credentials = async () => ({
    accessKeyId: required('AWS_ACCESS_KEY_ID', env),
    secretAccessKey: required('AWS_SECRET_ACCESS_KEY', env),
    ...(env['AWS_SESSION_TOKEN'] && { sessionToken: env['AWS_SESSION_TOKEN'] }),
  });
  const signer = new SignatureV4({ service, region, sha256: Sha256, credentials });
  const post = keepAlivePost(url);
  return async (operation, body) => {
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: {
        host: url.host,
        'content-type': `application/x-amz-json-${version}`,
        'x-amz-target': `${target}.${operation}`,
      },
      body,
    });
    // Lambda detects recursive calls by it. It is not signed, as proxies may change it.
    const trace = env['_X_AMZN_TRACE_ID'];
    return post({ ...headers, ...(trace && { 'x-amzn-trace-id': trace }) }, body);
  };
}

/** Connections of one function. Source: AWS SDK for JavaScript developer guide, "Configuring maxSockets in Node.js", the default. */
const SOCKETS_MAX = 50;

/**
 * The same on the local engine, whose one thread serves all functions: a list of 200 channels reads hundreds of rows at once, and between
 * some of them the calls of other functions have their turn.
 */
const LOCAL_SOCKETS_MAX = 4;

/** Posts to one address. Node's default agent would close connections that are idle for 5 seconds. */
function keepAlivePost(url: URL) {
  // Only one of the two is loaded: `node:https` takes 15 ms of CPU, which the local engine does not need.
  const { Agent, request } = process.getBuiltinModule(url.protocol === 'http:' ? 'node:http' : 'node:https');
  const agent = new Agent({ keepAlive: true, maxSockets: url.protocol === 'http:' ? LOCAL_SOCKETS_MAX : SOCKETS_MAX });
  return (headers: Record<string, string>, body: string) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const sent = request(url, { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
          .on('error', reject);
      });
      sent.on('error', reject).end(body);
    });
}

/** What the signer hashes. */
type Source = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, and HMAC with a key, in the interface of the signer. */
class Sha256 {
  readonly #key: Source | undefined;
  #hash;

  constructor(key?: Source) {
    this.#key = key;
    this.#hash = newHash(key);
  }

  update(chunk: Source): void {
    this.#hash.update(chunk as BinaryLike);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = newHash(this.#key);
  }
}

function newHash(key: Source | undefined) {
  return key === undefined ? createHash('sha256') : createHmac('sha256', key as BinaryLike);
}
