// Requests to DynamoDB, Systems Manager and Cognito over HTTP: signed, on connections that stay open between the invocations of a warm function.
import { required } from '../environment.ts';
import { keepAliveRequests } from './keep-alive-http.ts';
import { requestSigner } from './request-signer.ts';

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
 * Sends requests to the endpoint that the environment names, or to AWS's.
 */
export function signedTransport(
  env: NodeJS.ProcessEnv = process.env,
  { service, target, version, endpoint }: JsonService = DYNAMODB,
): Transport {
  const region = required('AWS_REGION', env);
  const url = new URL(env[endpoint] ?? `https://${service}.${region}.amazonaws.com`);
  const signer = requestSigner(service, env);
  const request = keepAliveRequests(url);
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
    const all = { ...headers, ...(trace && { 'x-amzn-trace-id': trace }) };
    const response = await request({ method: 'POST', path: url.pathname, headers: all, body });
    return { status: response.status, body: response.body.toString() };
  };
}
