// Test fixture: a Lambda service with one function, created from small files in a folder.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Clock, systemClock } from '../clock.ts';
import { Iam } from '../services/iam/index.ts';
import { Lambda, lambdaResources } from '../services/lambda/index.ts';
import { Ids } from '../services/resource-ids.ts';

/** How the function is created. */
export type FunctionOptions = {
  clock?: Clock;
  implementedByEngine?: boolean;
  /** Layers of the function: folders or archives beside its own folder, `../layer/nodejs/…`. */
  layers?: readonly string[];
  /** The folder of the assets' keys. @default that of the function's folder */
  root?: string;
  properties?: Record<string, unknown>;
  onLine?: (line: string) => void;
};

/** A Lambda service with one function, created from files: `{ 'index.mjs': '…' }`. */
export async function withFunction(t: TestContext, files: Record<string, string>, options: FunctionOptions = {}) {
  // Inside a package of type `module`, as a checkout may be.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lambda-test-')));
  const root = join(folder, 'asset.1');
  mkdirSync(root);
  const all = {
    '../package.json': '{"type":"module"}',
    '../node_modules/not-bundled/index.js': 'export default 1',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const iam = new Iam();
  iam.createRole('Say', { path: '/', trust: [] });
  iam.attach('Say', 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole');
  const lines: string[] = [];
  const workers = { started: 0 };
  const groups = new Set<string>();
  const put = (group: string, _stream: string, message: string) => {
    groups.add(group);
    lines.push(message);
    options.onLine?.(message);
  };
  const said: string[] = [];
  const lambda = new Lambda({
    clock: options.clock ?? systemClock,
    iam,
    logs: { put },
    say: (line) => said.push(line),
    environment() {
      workers.started += 1;
      return { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1/_aws/dynamodb' };
    },
  });
  t.after(async () => {
    await lambda.close();
    rmSync(folder, { recursive: true });
  });
  const resourceDeps = {
    lambda,
    ids: new Ids('Demo'),
    assets: { folder: (_bucket: string, key: string) => (key === '1.zip' ? root : join(options.root ?? folder, key)) },
    implementedByEngine: () => options.implementedByEngine ?? false,
  };
  const create = async (logicalId: string, type: string, properties: Record<string, unknown>) => {
    const kind = lambdaResources.find((one) => one.type === type);
    return kind?.create({ logicalId, type, metadata: {}, properties }, resourceDeps);
  };
  const layers: (string | undefined)[] = [];
  for (const layer of options.layers ?? []) {
    const content = { S3Bucket: 'assets', S3Key: layer };
    layers.push((await create(layer, 'AWS::Lambda::LayerVersion', { Content: content }))?.ref);
  }
  const created = await create('Say', 'AWS::Lambda::Function', {
    Code: { S3Bucket: 'assets', S3Key: '1.zip' },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: 'arn:aws:iam::000000000000:role/Say',
    ...(layers.length > 0 && { Layers: layers }),
    ...options.properties,
  });
  return {
    lambda,
    iam,
    said,
    lines,
    groups,
    workers,
    root,
    name: created?.ref ?? '',
    arn: created?.attributes?.Arn ?? '',
  };
}
