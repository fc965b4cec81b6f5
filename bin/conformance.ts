// `npm run parley -- conformance`: runs the conformance suite against the local engine or another Event API.
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { NAMESPACES } from '@parley/wire/conformance';
import { TARGET } from './conformance-target.ts';

const HELP = `npm run parley -- conformance                                       against the local engine
npm run parley -- conformance --url URL --key KEY [options]      against another Event API

  --url URL       HTTP endpoint: https://….appsync-api.us-east-1.amazonaws.com/event
  --key KEY       API key
  --realtime URL  WebSocket endpoint, if it cannot be derived from --url
  --token JWT     token of the user pool; without it the cases that need one are skipped
  --help          print this text

The AWS_IAM cases need AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment; without them they are skipped.
The API must accept API_KEY, AMAZON_COGNITO_USER_POOLS and AWS_IAM, and have these namespaces, with the handlers of
packages/wire/conformance/fixture.ts: ${NAMESPACES.map(({ name }) => name).join(', ')}.`;

/** Timeout of the whole suite. */
const SUITE_MAX_MS = 600_000;

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      key: { type: 'string' },
      realtime: { type: 'string' },
      token: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const { url, key, token, realtime } = values;
  if ((url === undefined) !== (key === undefined))
    throw new Error('--url and --key must be given together. See --help.');
  if (url !== undefined && key !== undefined) {
    const http = URL.parse(url);
    if (!http) throw new Error(`--url must be a URL, not ${JSON.stringify(url)}.`);
    process.env[TARGET] = JSON.stringify({
      http: http.href,
      realtime: realtime ?? realtimeOf(http),
      host: http.host,
      apiKey: key,
      token,
    });
  }
  await runSuite();
}

/** The WebSocket endpoint: AWS has two hosts, a custom domain has one ("Understanding the Event API WebSocket protocol"). */
function realtimeOf(http: URL): string {
  const { protocol, host, pathname } = http;
  const scheme = protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${host.replace('.appsync-api.', '.appsync-realtime-api.')}${pathname.replace(/\/$/, '')}/realtime`;
}

async function runSuite(): Promise<void> {
  const count = { passed: 0, failed: 0 };
  const skipped: string[] = [];
  const suite = process.env[TARGET] ? 'bin/conformance-target.ts' : 'packages/local/testing/engine-conformance.test.ts';
  const events = run({ files: [join(import.meta.dirname, '..', suite)], timeout: SUITE_MAX_MS });
  events.on('test:pass', ({ name, skip, details }) => {
    if (details.type === 'suite') return;
    if (skip !== undefined) skipped.push(name);
    else count.passed++;
  });
  events.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') count.failed++;
  });
  const report = events.compose(spec());
  report.pipe(process.stdout, { end: false });
  await new Promise((resolve) => report.once('end', resolve));
  if (skipped.length > 0)
    console.log(`\nSkipped, because the target does not support them:\n  ${skipped.join('\n  ')}`);
  console.log(`\n${count.passed} passed, ${count.failed} failed`);
  if (count.failed > 0 || count.passed === 0) process.exitCode = 1;
}
