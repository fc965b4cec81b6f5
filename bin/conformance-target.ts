// Runs the conformance suite against the Event API of the command line; `bin/conformance.ts` starts this file.
import { type Ability, conformance, type Target } from '@parley/wire/conformance';
import { BROWSER_HEADERS, signRequest } from '../packages/local/testing/sign-request.ts';

/** The environment variable with which the command passes its target. */
export const TARGET = 'PARLEY_CONFORMANCE_TARGET';

const given = process.env[TARGET];
// The command imports only the name of the variable; the suite runs in the test runner.
if (given !== undefined && process.env['NODE_TEST_CONTEXT'] !== undefined) {
  const target = JSON.parse(given) as Target;
  const sign = signer(target.host);
  const abilities: Ability[] = [...(target.token ? ['token' as const] : []), ...(sign ? ['sign' as const] : [])];
  conformance(async () => ({ ...target, ...(sign && { sign }) }), abilities);
}

/** Signs with the AWS credentials of the shell, if it has some. */
function signer(host: string): Target['sign'] {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  const credentials = {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
  const region = /\.appsync-api\.([\w-]+)\./.exec(host)?.[1] ?? AWS_REGION ?? 'us-east-1';
  return (body, more = {}) =>
    signRequest(body, { credentials, host, region, date: new Date(), headers: { ...BROWSER_HEADERS, ...more } });
}
