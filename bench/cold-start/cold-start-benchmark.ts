// The cold-start benchmark: the CPU time of a function that posts its first message, in fresh processes.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleLambdas } from '../../packages/cloud/stack/bundle.ts';
import { startCannedTable } from './canned-table.ts';
import type { ColdStart } from './invoke-bundle.ts';

/** Options of a benchmark. */
export type ColdStartOptions = {
  /** Folders with bundles of other versions, which take turns with the current one. */
  only?: readonly string[];
  /** @default false */
  quick?: boolean;
  /** Cold starts of each version. @default 9, or 1 when quick */
  rounds?: number;
  /** Receives progress lines. */
  say: (line: string) => void;
};

/** The cold starts of one version. */
export type Contestant = { name: string; bundleBytes: number; starts: ColdStart[] };

const INVOKE = join(import.meta.dirname, 'invoke-bundle.ts');

/** The function that posts messages. */
const FUNCTION = 'post';

/** Measures all versions in turn. */
export async function coldStart({
  only = [],
  quick = false,
  rounds = quick ? 1 : 9,
  say,
}: ColdStartOptions): Promise<Contestant[]> {
  const current = mkdtempSync(join(tmpdir(), 'parley-bundles-'));
  try {
    await bundleLambdas(current);
    await using table = await startCannedTable();
    const contestants = [current, ...only].map((folder) => {
      const bundle = join(folder, FUNCTION, 'index.mjs');
      return {
        name: folder === current ? 'this version' : folder,
        bundle,
        bundleBytes: statSync(bundle).size,
        starts: [] as ColdStart[],
      };
    });
    for (let round = 1; round <= rounds; round++) {
      for (const { bundle, starts } of contestants) starts.push(await invoke(bundle, table.origin));
      say(
        `Round ${round} of ${rounds}: ${contestants.map(({ name, starts }) => `${name} ${total(starts.at(-1))} ms`).join(', ')}`,
      );
    }
    return contestants.map(({ name, bundleBytes, starts }) => ({ name, bundleBytes, starts }));
  } finally {
    rmSync(current, { recursive: true });
  }
}

function total({ loadMs, firstMs }: ColdStart = { loadMs: 0, firstMs: 0, rssBytes: 0 }): string {
  return (loadMs + firstMs).toFixed(1);
}

function invoke(bundle: string, origin: string): Promise<ColdStart> {
  // As in Lambda: none of this process's settings, such as its cache of compiled code.
  const env = {
    AWS_ENDPOINT_URL_DYNAMODB: origin,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    AWS_LAMBDA_FUNCTION_NAME: FUNCTION,
    LOG_TABLE: 'log',
    CHAT_TABLE: 'chat',
    MESSAGES_PER_MINUTE: '300',
  };
  const child = fork(INVOKE, [bundle, JSON.stringify(EVENT)], {
    env,
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as ColdStart));
    child.once('exit', (code) => code !== 0 && reject(new Error(`The cold start ended with ${code}.`)));
  });
}

/** `POST /channels/general/messages` of the user ann, as API Gateway passes it on. */
const EVENT = {
  version: '2.0',
  routeKey: 'POST /channels/{channel}/messages',
  pathParameters: { channel: 'general' },
  body: JSON.stringify({ id: 'AAAAAAAAAAAAAAAAAAAAAA', kind: 'message', message: 'Hello!', after: 0 }),
  isBase64Encoded: false,
  requestContext: { authorizer: { jwt: { claims: { sub: 'ann', username: 'ann' }, scopes: null } } },
};
