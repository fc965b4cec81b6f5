// The shape of the project: who may import whom, that the documents name files that exist, that it can be installed anywhere.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, join, sep } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../harness/assembly.ts';

/** The arrows: which packages of the project each may import, and whether it may use others from npm. */
const ARROWS: Record<string, { packages: string[]; npm: boolean }> = {
  chat: { packages: [], npm: false },
  wire: { packages: [], npm: false },
  client: { packages: ['wire'], npm: false },
  web: { packages: ['chat', 'client'], npm: true },
  cloud: { packages: ['chat'], npm: true },
  local: { packages: ['wire'], npm: true },
};

/** The places beside the packages: which of them each may import. Every place may import the packages. */
const PLACES: Record<string, readonly string[]> = {
  harness: [],
  simulator: ['harness'],
  operator: ['harness'],
  e2e: ['harness', 'simulator', 'operator'],
  bench: ['harness'],
  fuzzer: ['harness'],
  bin: ['harness', 'operator', 'simulator', 'bench', 'fuzzer'],
};

/**
 * The folders of packages/cloud: which other folders each may import. `.` are the files beside them, which every folder may
 * import: errors, names of the environment, the authenticated user.
 */
const CLOUD_FOLDERS: Record<string, readonly string[]> = {
  functions: [
    'notifications',
    'retention',
    'search',
    'files',
    'previews',
    'channels',
    'moderation',
    'messages',
    'users',
    'access',
    'db',
    's3',
    'dynamodb',
    '.',
  ],
  notifications: ['access', 'db', 'dynamodb', '.'],
  files: ['access', 'db', 's3', 'dynamodb', '.'],
  retention: ['search', 'moderation', 'messages', 'access', 'db', 'dynamodb', '.'],
  previews: ['access', 'db', 's3', 'dynamodb', '.'],
  channels: ['moderation', 'messages', 'users', 'access', 'db', 'dynamodb', '.'],
  moderation: ['access', 'db', 'dynamodb', '.'],
  search: ['access', 'db', 's3', 'dynamodb', '.'],
  messages: ['access', 'db', 'dynamodb', '.'],
  users: ['access', 'db', 'dynamodb', '.'],
  access: ['db', 'dynamodb', '.'],
  db: ['dynamodb', '.'],
  s3: ['dynamodb', '.'],
  dynamodb: ['.'],
  appsync: ['.'],
  stack: ['db', '.'],
  '.': [],
};

/** Test code may import packages from npm that its package does not depend on. */
const TEST_CODE = /\.test\.tsx?$|\/(?:testing|conformance|examples)\//;

/** Whether a run is exhaustive: the one module of another place that test code of a package may import. */
const SAMPLING = join('harness', 'exhaustive.ts');

/** The packages without import circles, type imports included. */
const WITHOUT_CIRCLES: readonly string[] = ['chat', 'wire', 'client', 'web', 'cloud', 'local'];

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

function sources(place: string): string[] {
  return globSync(`packages/${place}/**/*.{ts,tsx}`, { cwd: ROOT }).filter((file) => !file.includes('node_modules'));
}

/** What a file imports, types too. */
function imports(file: string): string[] {
  const statements = /^(?:import|export) [^'"=;]*? from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...read(file).matchAll(statements)].map(([, named, bare, called]) => named ?? bare ?? called ?? '');
}

test('each package imports only what its place in the architecture allows', () => {
  assert.deepEqual(
    globSync('packages/*', { cwd: ROOT })
      .map((path) => path.replace(/^packages./, ''))
      .sort(),
    Object.keys(ARROWS).sort(),
  );
  for (const [place, arrows] of Object.entries(ARROWS)) {
    const files = sources(place);
    assert.ok(files.length > 0, place);
    const { dependencies = {} } = JSON.parse(read(`packages/${place}/package.json`)) as {
      dependencies?: Record<string, string>;
    };
    for (const file of files) {
      const isTestCode = TEST_CODE.test(file);
      for (const name of imports(file)) {
        const path = join(file, '..', name);
        if (name.startsWith('.'))
          assert.ok(
            path.startsWith(`packages/${place}/`) || (isTestCode && path === SAMPLING),
            `${file} imports ${name}`,
          );
        else if (name.startsWith('@parley/'))
          assert.ok(arrows.packages.includes(name.split('/')[1] ?? ''), `${file} imports ${name}`);
        else if (!name.startsWith('node:') && !builtinModules.includes(name) && !isTestCode) {
          const npmName = name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/');
          assert.ok(arrows.npm && (npmName in dependencies || ofTheRuntime(npmName)), `${file} imports ${name}`);
        }
      }
    }
  }
});

test('each place beside the packages imports only the packages and the places below it', () => {
  for (const [place, others] of Object.entries(PLACES))
    for (const file of globSync(`${place}/**/*.ts`, { cwd: ROOT }))
      for (const name of imports(file).filter((one) => one.startsWith('.'))) {
        const [top = ''] = join(file, '..', name).split(sep);
        assert.ok(['packages', place, ...others].includes(top), `${file} imports ${name}`);
      }
});

test('each folder of packages/cloud imports only the folders below it', () => {
  const folderOf = (path: string) => path.split(sep).slice(2, -1)[0] ?? '.';
  // index.ts makes the stack, and tests may compare folders with each other.
  const files = sources('cloud').filter((file) => !TEST_CODE.test(file) && file !== join('packages/cloud/index.ts'));
  assert.deepEqual([...new Set(files.map(folderOf))].sort(), Object.keys(CLOUD_FOLDERS).sort());
  for (const file of files)
    for (const name of imports(file).filter((one) => one.startsWith('.'))) {
      const [from, to] = [folderOf(file), folderOf(join(file, '..', name))];
      assert.ok(to === from || CLOUD_FOLDERS[from]?.includes(to), `${file} imports ${name}`);
    }
});

test("the page's state imports no view and nothing of the browser, and uses no DOM", () => {
  const files = sources('web').filter((file) => file.startsWith(join('packages/web/state/')) && !TEST_CODE.test(file));
  assert.ok(files.length > 20, `${files.length} files`);
  for (const file of files) {
    for (const name of imports(file).filter((one) => one.startsWith('.')))
      assert.doesNotMatch(join(file, '..', name), /^packages.web.(?:views|platform)\b/, `${file} imports ${name}`);
    const code = read(file).replaceAll(/\/\*.*?\*\/|\/\/[^\n]*/gs, '');
    assert.doesNotMatch(
      code,
      /(?<![#.\w])(?:document|window|globalThis|navigator|localStorage|sessionStorage)\??\./,
      file,
    );
  }
});

test('a file name is unique within its package', () => {
  for (const folder of [...Object.keys(ARROWS).map((name) => `packages/${name}`), ...Object.keys(PLACES)]) {
    const pathsByName = new Map<string, Set<string>>();
    for (const file of globSync(`${folder}/**/*.{ts,tsx,js}`, { cwd: ROOT })) {
      // A test has the name of the file that it tests, and lies beside it.
      const path = file.replace(/(?:\.test)?\.(?:tsx?|js)$/, '');
      const name = basename(path);
      if (file.includes('node_modules') || name === 'index' || name === 'errors') continue;
      pathsByName.set(name, (pathsByName.get(name) ?? new Set()).add(path));
    }
    const repeated = [...pathsByName.values()].filter((paths) => paths.size > 1).map((paths) => [...paths]);
    assert.deepEqual(repeated, [], `${folder} has several files with one name`);
  }
});

test('no package has a circle of imports, type imports included', () => {
  for (const place of WITHOUT_CIRCLES)
    assert.equal(firstCircle(sources(place)), undefined, `packages/${place} has an import circle`);
  for (const place of Object.keys(PLACES)) {
    const files = globSync(`${place}/**/*.ts`, { cwd: ROOT });
    assert.equal(firstCircle(files), undefined, `${place} has an import circle`);
  }
});

/** The first circle of relative imports among the files, as `a.ts → b.ts → a.ts`. */
function firstCircle(files: readonly string[]): string | undefined {
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string | undefined => {
    if (finished.has(file) || !files.includes(file)) return undefined;
    const start = path.indexOf(file);
    if (start >= 0) return [...path.slice(start), file].join(' → ');
    path.push(file);
    for (const name of imports(file).filter((one) => /^\..*\.tsx?$/.test(one))) {
      const circle = visit(join(file, '..', name));
      if (circle !== undefined) return circle;
    }
    path.pop();
    finished.add(file);
    return undefined;
  };
  for (const file of files) {
    const circle = visit(file);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

/** Types, and what AppSync itself brings: nothing of it is installed where the package runs. */
function ofTheRuntime(name: string): boolean {
  return ['@aws-appsync/utils', 'aws-lambda', 'esbuild', 'oxc-minify'].includes(name);
}

test('every file that a document names is there', () => {
  for (const document of [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'STYLE.md',
    'SECURITY.md',
    ...globSync('docs/**/*.md', { cwd: ROOT }),
    ...globSync('packages/*/*.md', { cwd: ROOT }),
  ]) {
    const text = read(document);
    const named = [
      ...text.matchAll(/`((?:packages|bin|e2e|docs|bench|harness|operator|simulator|fuzzer)\/[\w./-]+)`/g),
    ].map(([, path]) => path ?? '');
    const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => join(document, '..', path ?? ''));
    for (const path of [...named, ...linked]) assert.ok(existsSync(join(ROOT, path)), `${document} names ${path}`);
  }
});

test('the table of faults has each of its numbers once, and every test and command that it names', () => {
  const rows = read('docs/faults.md')
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
    .map((line) => line.split(' | '));
  const numbers = rows.map(([number]) => Number(number?.slice(2))).sort((a, b) => a - b);
  // 38 to 48 are the engine's own, in its tests of abuse and in the conformance suite.
  const expected = [
    ...Array.from({ length: 37 }, (_, index) => index + 1),
    ...Array.from({ length: 12 }, (_, index) => index + 49),
  ];
  assert.deepEqual(numbers, expected);
  for (const [number, , , tests = '', command = ''] of rows) {
    const links = [...tests.matchAll(/\[(.+?)\]\(\.\.\/(\S+?)\)/g)];
    assert.ok(links.length > 0, `${number} names no test`);
    const places = command.match(/`npm test -- (.+)`/)?.[1]?.split(' ') ?? [];
    for (const [, title = '', file = ''] of links) {
      assert.ok(
        titles(file).some((pattern) => pattern.test(title)),
        `docs/faults.md, ${number}: ${file} has no test "${title}"`,
      );
      assert.ok(
        places.some((place) => file.startsWith(`${place}/`)),
        `docs/faults.md, ${number}: its command does not run ${file}`,
      );
    }
  }
});

/** The titles of a file's tests; what a template literal fills in may be anything. */
function titles(file: string): RegExp[] {
  return [...read(file).matchAll(/\btest\(\s*(['"`])(.*?)\1,/gs)].map(([, , title = '']) => {
    const parts = title.split(/\$\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`);
  });
}

test('no file is long without a reason, and each begins by saying what lives in it', () => {
  for (const file of [
    ...Object.keys(ARROWS).flatMap(sources),
    ...Object.keys(PLACES).flatMap((place) => globSync(`${place}/**/*.ts`, { cwd: ROOT })),
  ]) {
    const text = read(file);
    if (!file.endsWith('.test.ts')) assert.match(text, /^(?:\/\/|\/\*\*) /, `${file} does not begin with a sentence`);
    if (!file.endsWith('.test.ts')) assert.ok(text.split('\n').length <= 301, `${file} is longer than 300 lines`);
  }
});

test('the message path of ARCHITECTURE.md is short: at most 14 files and 1,900 lines', () => {
  const steps = read('ARCHITECTURE.md').split('## The message path')[1]?.split('\nThe stack defines')[0] ?? '';
  const files = new Set([...steps.matchAll(/`(packages\/[\w./-]+\.tsx?)`/g)].map(([, file]) => file ?? ''));
  const lines = [...files].reduce((sum, file) => sum + read(file).split('\n').length - 1, 0);
  assert.ok(files.size >= 10 && files.size <= 14, `${files.size} files`);
  assert.ok(lines <= 1_900, `${lines} lines`);
});

test('README.md fits on few screens: at most 120 lines of at most 120 characters', () => {
  const lines = read('README.md').split('\n');
  assert.ok(lines.length <= 121, `${lines.length} lines`);
  for (const line of lines) assert.ok(line.length <= 120, line);
});

test('the lock file names no registry, so that any will do', () => {
  assert.doesNotMatch(read('package-lock.json'), /"resolved": "http/);
});

/** The style sheets that use the design tokens. */
const styleSheets = () =>
  globSync('packages/{web,local}/**/*.css', { cwd: ROOT }).filter(
    (file) => !file.includes('node_modules') && !file.endsWith('tokens.css'),
  );

test('only tokens.css has colours, and sizes off the grid of 4 px', () => {
  const sheets = styleSheets();
  assert.ok(sheets.length > 10, `${sheets.length} style sheets`);
  for (const file of sheets) {
    const rules = read(file)
      .replaceAll(/\/\*.*?\*\/|@media[^{]*/gs, '')
      .split('\n');
    for (const rule of rules) {
      assert.doesNotMatch(
        rule,
        /#[\da-f]{3,8}\b(?!.*\{)|\b(?:rgb|hsl|oklch|oklab|lab|lch)a?\(/i,
        `${file}: ${rule} has a colour`,
      );
      for (const [, size] of rule.matchAll(/([\d.]+)px/g))
        assert.equal(Number(size) % 4, 0, `${file}: ${rule} is off the grid`);
      assert.doesNotMatch(
        rule,
        /font-size: [\d.]+(?:rem|px)|z-index: \d|(?<![\d.])(?!0s)[\d.]+m?s\b/,
        `${file}: ${rule} has a token`,
      );
      assert.doesNotMatch(rule, /(?:^|[\s-])(?:left|right)\b(?!\))/, `${file}: ${rule} is not a logical property`);
    }
  }
});

test('every token that a style sheet uses is defined', () => {
  const defined = new Set(
    [...read('packages/web/styles/tokens.css').matchAll(/^\s*(--[\w-]+):/gm)].map(([, name]) => name),
  );
  for (const file of [
    ...styleSheets(),
    'packages/web/styles/tokens.css',
    'packages/local/services/cognito-idp/sign-in-page.ts',
  ]) {
    const local = new Set([...read(file).matchAll(/^\s*(--[\w-]+):/gm)].map(([, name]) => name));
    for (const [, name = ''] of read(file).matchAll(/var\((--[\w-]+)/g))
      assert.ok(defined.has(name) || local.has(name), `${file} uses ${name}`);
  }
});

test("the engine's pages have the design tokens of the chat", () => {
  const copy = 'packages/local/fault-injection/page/tokens.css';
  assert.equal(read(copy), read('packages/web/styles/tokens.css'), `copy packages/web/styles/tokens.css to ${copy}`);
});
