// Makes the assembly that is deployed or run: the page, the bundles, the template. Made again only when something changed.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import type { FileSettings, OidcSettings } from '@parley/cloud';
import { EngineError } from '@parley/local';
import { FILE_OPTIONS, parseFileOptions } from './file-options.ts';

/** The checkout. */
export const ROOT = join(import.meta.dirname, '..');

/** Settings of the stack that the command line gives. */
export type Settings = {
  logExecutionData?: boolean;
  openSignUp?: boolean;
  callsPerSecond?: number;
  messagesPerMinute?: number;
  typingMembersMax?: number;
  presence?: boolean;
  linkPreviews?: boolean;
  files?: Partial<FileSettings>;
  guests?: number;
  oidc?: OidcSettings;
  stackName?: string;
  alarmEmails?: string[];
  budget?: { usdPerMonth: number; emails: string[] };
  tags?: Record<string, string>;
  /** Builds fast, with a page that reloads itself when it was built again. */
  development?: boolean;
};

/** The options that say how much a stack takes, which files, and whether users see who is online and what is behind links. */
const RATES = {
  'calls-per-second': { type: 'string' },
  'messages-per-minute': { type: 'string' },
  'typing-members': { type: 'string' },
  presence: { type: 'string' },
  'link-previews': { type: 'string' },
  ...FILE_OPTIONS,
} as const;

/** The options of a stack that a laptop and a deployment have. */
export const STACK_OPTIONS = { guests: { type: 'string' }, oidc: { type: 'string' }, ...RATES } as const;

/** Parses the options of a stack. */
export function parseStackOptions({ guests, oidc, ...rates }: StackOptions): Settings {
  return { ...parseGuests(guests), ...parseOidc(oidc), ...parseRates(rates) };
}

type StackOptions = { readonly [Option in keyof typeof STACK_OPTIONS]?: string | undefined };

/** Parses the options for the rates of a stack. */
function parseRates(values: { readonly [Option in keyof typeof RATES]?: string | undefined }): Settings {
  const { 'calls-per-second': calls, 'messages-per-minute': messages, 'typing-members': typing } = values;
  const { presence, 'link-previews': previews } = values;
  return {
    ...(calls !== undefined && { callsPerSecond: parseRate('calls-per-second', calls) }),
    ...(messages !== undefined && { messagesPerMinute: parseRate('messages-per-minute', messages) }),
    ...(typing !== undefined && { typingMembersMax: parseTypingMembers(typing) }),
    ...(presence !== undefined && { presence: parseSwitch('presence', presence) }),
    ...(previews !== undefined && { linkPreviews: parseSwitch('link-previews', previews) }),
    ...parseFileOptions(values),
  };
}

function parseRate(option: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new EngineError('bad-option', `--${option} ${text}: a whole number from 1 on is needed.`);
}

function parseTypingMembers(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new EngineError('bad-option', `--typing-members ${text}: a whole number from 0 to 999 is needed.`);
}

function parseSwitch(option: string, text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on';
  throw new EngineError('bad-option', `--${option} ${text}: on or off is needed.`);
}

/** Parses the option for the number of guests; without the option there are none. */
function parseGuests(text: string | undefined): { guests?: number } {
  if (text === undefined) return {};
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new EngineError('bad-option', `--guests ${text}: a whole number from 1 to 9999 is needed.`);
  return { guests: Number(text) };
}

/** Reads the file with the settings of an OpenID Connect issuer, if the option names one. */
function parseOidc(file: string | undefined): { oidc?: OidcSettings } {
  if (file === undefined) return {};
  const bad = (why: string) => new EngineError('bad-option', `--oidc ${file}: ${why}.`);
  let oidc: OidcSettings;
  try {
    oidc = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw bad((error as Error).message);
  }
  const { issuer, audience, signIn } = Object(oidc) as Record<string, unknown>;
  if (!isAddress(issuer)) throw bad('issuer must be an address');
  if (typeof audience !== 'string' || audience === '') throw bad('audience must be a text');
  if (signIn !== undefined) {
    const { authorize, token, clientId } = Object(signIn) as Record<string, unknown>;
    if (!isAddress(authorize) || !isAddress(token)) throw bad('signIn.authorize and signIn.token must be addresses');
    if (typeof clientId !== 'string' || clientId === '') throw bad('signIn.clientId must be a text');
  }
  return { oidc };
}

function isAddress(input: unknown): boolean {
  return typeof input === 'string' && /^https?:$/.test(URL.parse(input)?.protocol ?? '');
}

/** What goes into the assembly: the sources that it is made of, and the versions of the packages. */
const INPUTS = {
  folders: ['chat', 'wire', 'client', 'web', 'cloud'].map((name) => join(ROOT, 'packages', name)),
  files: ['harness/assembly.ts', 'package-lock.json'].map((name) => join(ROOT, name)),
};
const NOT_INPUTS = /\.test\.tsx?$|\.md$|node_modules/;

/**
 * Brings the assembly up to date and returns its folder, and whether it had to be made. `validate` lets CDK check the
 * template against CloudFormation's schemas, which takes some seconds: for a deployment, not for each start.
 */
export async function makeAssembly(
  validate: boolean,
  settings: Settings = {},
): Promise<{ folder: string; made: boolean }> {
  const now = new Date();
  const sources = fingerprintSources();
  // The key of the pipe has its month of expiry in its name.
  const inputs = hash(sources, JSON.stringify({ ...settings, validate, month: now.toISOString().slice(0, 7) }));
  const name = `assembly-${inputs}`;
  return makeFolder(name, now, async (folder) => {
    if (!validate) process.env['CDK_VALIDATION'] = 'false';
    const { development = false } = settings;
    // The page and the bundles are the same with other settings.
    const bundlesName = `bundles-${hash(sources, String(development))}`;
    const built = await makeFolder(bundlesName, now, async (bundles) => {
      const [{ buildPage }, { bundleLambdas }] = await Promise.all([import('@parley/web'), import('@parley/cloud')]);
      const page = buildPage(join(bundles, 'page'), development ? { buildId: bundlesName } : {});
      await Promise.all([page, bundleLambdas(join(bundles, 'lambda'), development)]);
    });
    const { synthesize } = await import('@parley/cloud');
    const [page, bundles] = [join(built.folder, 'page'), join(built.folder, 'lambda')];
    await synthesize({ page, bundles, out: folder, now, ...settings });
  });
}

/**
 * Makes a folder of `build`, unless it exists, and deletes others of its kind. It is made aside and put in its place when it is
 * complete, because another command may be making the same one.
 */
async function makeFolder(
  name: string,
  now: Date,
  make: (folder: string) => Promise<void>,
): Promise<{ folder: string; made: boolean }> {
  const build = join(ROOT, 'build');
  const folder = join(build, name);
  if (existsSync(folder)) {
    utimesSync(folder, now, now);
    return { folder, made: false };
  }
  mkdirSync(build, { recursive: true });
  const aside = mkdtempSync(join(build, 'making-'));
  try {
    await make(join(aside, name));
    if (!existsSync(folder)) putInPlace(join(aside, name), folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  const [kind = ''] = name.split('-');
  for (const other of readdirSync(build))
    if (other.startsWith(kind) && other !== name && !isInUse(join(build, other), now))
      rmSync(join(build, other), { recursive: true, force: true });
  return { folder, made: true };
}

/** Another command may be starting with other settings: what was asked for within the hour stays. */
function isInUse(folder: string, now: Date): boolean {
  const asked = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return now.getTime() - asked < 60 * 60_000;
}

function putInPlace(made: string, folder: string): void {
  try {
    renameSync(made, folder);
  } catch (error) {
    // The other one was faster by a moment.
    if (!existsSync(folder)) throw error;
  }
}

/** A fingerprint of the files that the assembly is made of. */
function fingerprintSources(): string {
  const files = INPUTS.folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !NOT_INPUTS.test(file));
  return hash(...[...files, ...INPUTS.files].sort().flatMap((file) => [file.slice(ROOT.length), readFileSync(file)]));
}

function hash(...parts: readonly (string | Buffer)[]): string {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part);
  return sum.digest('hex').slice(0, 16);
}
