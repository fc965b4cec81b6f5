// The npm package `parley-local`, installed into an empty folder as a stranger installs it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { ROOT } from '../harness/assembly.ts';
import { sampled } from '../harness/exhaustive.ts';
import { runCommand } from '../packages/local/testing/run-command.ts';
import { att, role } from '../packages/local/testing/template-parts.ts';

const LOCAL = join(ROOT, 'packages/local');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const NODE_TYPES = join(ROOT, 'node_modules/@types/node');

/** The tarball is at most this large; it had 390 kB in November 2026. */
const PACKED_MAX = 600_000;
/** The files of the package without its dependencies: 1.3 MB in November 2026. */
const UNPACKED_MAX = 2_000_000;
/** The package with its dependencies and the AWS SDK: 83 MB in November 2026. */
const INSTALLED_MAX = 110_000_000;

/** Modules of the AWS SDK that functions of public AppSync samples load, and that Lambda's runtimes bring. */
const SDK = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/lib-dynamodb',
  '@aws-sdk/util-dynamodb',
  '@aws-sdk/client-s3',
  '@aws-sdk/client-lambda',
  '@aws-sdk/client-sns',
  '@aws-sdk/client-sqs',
  '@aws-sdk/client-ssm',
  '@aws-sdk/client-secrets-manager',
  '@aws-sdk/client-eventbridge',
  '@aws-sdk/client-bedrock-runtime',
  '@aws-sdk/credential-provider-node',
  '@aws-sdk/client-apigatewaymanagementapi',
  '@smithy/signature-v4',
  '@smithy/protocol-http',
  '@aws-crypto/sha256-js',
];

/** A function as CDK bundles it: CommonJS that requires the SDK. */
const FUNCTION_TEMPLATE = {
  Resources: {
    Role: role('lambda.amazonaws.com', ['logs:*']),
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: att('Role', 'Arn'),
        Timeout: 30,
        Code: {
          ZipFile: `exports.handler = async (names) => names.filter((name) => Object.keys(require(name)).length === 0);
            require('@aws-sdk/client-dynamodb');`,
        },
      },
    },
  },
  Outputs: { Function: { Value: { Ref: 'Function' } } },
};

const run = promisify(execFile);
const shell = process.platform === 'win32';
let folder: string;
/** The folder of a stranger's project, in which the package is installed. */
let home: string;
let tarball: string;
let nodes: readonly string[];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-package-'));
  home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }');
  const built = await run(process.execPath, [join(LOCAL, 'build-package.ts'), join(folder, 'package')]);
  tarball = built.stdout.trim();
  await install(tarball);
  nodes = await installNodes();
});

after(() => rmSync(folder, { recursive: true, force: true }));

function install(...names: string[]) {
  return run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...names], { cwd: home, shell });
}

function sizeOf(pattern: string): number {
  const files = globSync(pattern, { cwd: home }).map((file) => statSync(join(home, file)));
  return files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

/** Node 24, which runs this test; in exhaustive runs also the oldest line of Node that the package supports. */
async function installNodes(): Promise<string[]> {
  if (!sampled(false, true)) return [process.execPath];
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const place = join(folder, 'older-node');
  mkdirSync(place);
  const options = ['--prefix', place, '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...options, `${name}@22`], { shell });
  return [process.execPath, join(place, 'node_modules', name, 'bin/node')];
}

test('the package has JavaScript with declarations, no sources and no tests, and a bounded size', () => {
  const installed = 'node_modules/parley-local';
  const files = globSync(`${installed}/**/*.*`, { cwd: home }).map((file) => file.slice(installed.length + 1));
  const unexpected = files.filter(
    (file) => !file.startsWith('examples') && (/(?<!\.d)\.ts$/.test(file) || /\.test\.|(?:^|\/)testing\//.test(file)),
  );
  assert.deepEqual(unexpected, []);
  const withoutDeclaration = files.filter(
    (file) =>
      /(?<!runtime\/.*|page\/.*|examples\/.*)\.js$/.test(file) && !files.includes(file.replace(/\.js$/, '.d.ts')),
  );
  assert.deepEqual(withoutDeclaration, []);
  for (const file of ['README.md', 'LICENSE', 'package.json', 'parley-local.mjs', 'examples/testing/orders.test.js'])
    assert.ok(files.includes(file) || existsSync(join(home, installed, file)), file);
  assert.ok(statSync(tarball).size < PACKED_MAX, `${statSync(tarball).size}`);
  assert.ok(sizeOf(`${installed}/**`) < UNPACKED_MAX, `${sizeOf(`${installed}/**`)}`);
  assert.ok(sizeOf('node_modules/**') < INSTALLED_MAX, `${sizeOf('node_modules/**')}`);
});

test('TypeScript checks a program that uses the package, and each Node runs it', async () => {
  mkdirSync(join(home, 'node_modules/@types'), { recursive: true });
  symlinkSync(NODE_TYPES, join(home, 'node_modules/@types/node'), 'junction');
  symlinkSync(join(NODE_TYPES, '../../undici-types'), join(home, 'node_modules/undici-types'), 'junction');
  writeFileSync(join(home, 'stack.json'), JSON.stringify(FUNCTION_TEMPLATE));
  writeFileSync(
    join(home, 'program.ts'),
    `import { type Engine, EngineError, startEngine } from 'parley-local';
    const engine: Engine = await startEngine({ assembly: 'stack.json', say: (line: string) => console.error(line) });
    const { payload } = await engine.services.lambda.invoke(engine.outputs['Function'] ?? '', ${JSON.stringify(SDK)});
    console.log(payload);
    await engine.stop();
    await startEngine({ assembly: 'absent.json' }).catch((error: unknown) => console.log((error as EngineError).code));`,
  );
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noEmit'];
  const options = [
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024,esnext.disposable',
    '--types',
    'node',
  ];
  await run(process.execPath, [TSC, ...strict, ...options, 'program.ts'], { cwd: home });
  for (const node of nodes) {
    const { stdout, stderr } = await run(node, ['--disable-warning=ExperimentalWarning', 'program.ts'], { cwd: home });
    assert.deepEqual({ stdout, stderr }, { stdout: '[]\ntemplate-broken\n', stderr: '' });
  }
});

test('the command runs an example of the package, and its handler in a worker thread', async (t) => {
  const installed = join(home, 'node_modules/parley-local');
  const example = join(installed, 'examples/scoreboard/scoreboard.template.json');
  const options = ['--port', '0', '--data', join(folder, 'data'), '--json'];
  const running = runCommand(t, join(installed, 'parley-local.mjs'), example, ...options);
  const { outputs } = JSON.parse(await running.line(/^\{/)) as { outputs: { Http: string; Key: string } };
  const response = await fetch(outputs.Http, {
    method: 'POST',
    headers: { 'x-api-key': outputs.Key },
    body: JSON.stringify({ channel: '/scores/derby', events: ['{"home":-1,"away":0}'] }),
  });
  assert.equal(((await response.json()) as { failed: unknown[] }).failed.length, 1);
  running.child.kill('SIGTERM');
  assert.equal((await running.ended).status, 0);
});

test('the examples of tests pass in the project of a stranger', async () => {
  for (const file of ['template.yaml', 'orders.test.js', 'orders.spec.ts'])
    cpSync(join(home, 'node_modules/parley-local/examples/testing', file), join(home, file));
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  for (const node of nodes) {
    const { stdout } = await run(node, ['--test', '--test-reporter=tap'], { cwd: home, env });
    assert.match(stdout, /^# pass 1$/m);
  }
  // vitest has 40 MB: installed in exhaustive runs only.
  if (!sampled(false, true)) return;
  await install('vitest@5.1.2');
  const report = ['--reporter=json', '--outputFile=report.json'];
  await run('npx', ['vitest', 'run', ...report, 'orders.spec.ts'], { cwd: home, env, shell });
  const { numPassedTests } = JSON.parse(readFileSync(join(home, 'report.json'), 'utf8')) as { numPassedTests: number };
  assert.equal(numPassedTests, 1);
});
