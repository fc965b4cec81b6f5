// The settings of a deployment: `parley.config.json`, checked by its schema, and the options of the command, which take precedence.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OidcSettings } from '@parley/cloud';
import { Ajv, type ErrorObject } from 'ajv';
import { ROOT, type Settings } from '../harness/assembly.ts';
import { OperatorError } from './failures.ts';

/** The file that a team keeps in its checkout. */
export const SETTINGS_FILE = join(ROOT, 'parley.config.json');

/** The name of the stack, if no other is given. */
export const STACK_DEFAULT = 'Parley';

/** What a settings file may contain: `settings.schema.json` describes each, with its limits. */
export type SettingsFile = {
  stack?: string;
  region?: string;
  openSignUp?: boolean;
  guests?: number;
  oidc?: OidcSettings;
  messagesPerMinute?: number;
  callsPerSecond?: number;
  typingMembers?: number;
  presence?: boolean;
  linkPreviews?: boolean;
  files?: { maxMegabytes?: number; types?: string[]; megabytesPerDay?: number };
  logExecutionData?: boolean;
  alarmEmails?: string[];
  budget?: { usdPerMonth: number; emails: string[] };
  tags?: Record<string, string>;
};

const MEGABYTE = 1024 * 1024;

/** How long the configuration of an issuer may take. */
const ISSUER_TIMEOUT_MS = 10_000;

/**
 * Reads a settings file. Without a name it is `parley.config.json`, which need not exist.
 *
 * @throws OperatorError for a file that is missing, is not JSON or has a setting that does not exist or has a wrong value
 */
export function readSettings(file?: string): SettingsFile {
  const path = file ?? SETTINGS_FILE;
  if (file === undefined && !existsSync(path)) return {};
  let settings: unknown;
  try {
    settings = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new OperatorError(`${path} cannot be read: ${(error as Error).message}`);
  }
  checkSettings(settings as SettingsFile, path);
  return settings as SettingsFile;
}

/**
 * Rejects settings with a wrong value; `origin` says where they are from.
 *
 * @throws OperatorError with a sentence for each
 */
export function checkSettings(settings: SettingsFile, origin: string): void {
  const problems = validateSettings(settings);
  if (problems.length > 0) throw new OperatorError([`${origin} has wrong settings:`, ...problems].join('\n  '));
}

/** Returns a sentence for each setting that is wrong. */
export function validateSettings(settings: unknown): string[] {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'settings.schema.json'), 'utf8'));
  const validate = new Ajv({ allErrors: true }).compile(schema);
  const problems = validate(settings) ? [] : (validate.errors ?? []).map(sentence);
  // A name that does not match is reported twice: as the name, and as its pattern.
  return [...new Set(problems)];
}

/**
 * Rejects settings that exclude each other.
 *
 * @throws OperatorError
 */
export function checkCombination({ oidc, openSignUp, guests }: Settings): void {
  if (oidc && (openSignUp || guests !== undefined))
    throw new OperatorError('oidc excludes open sign-up and guests: the issuer decides who may sign in.');
}

function sentence({ instancePath, keyword, message, params, propertyName }: ErrorObject): string {
  const place = instancePath.slice(1).replaceAll('/', '.');
  if (keyword === 'additionalProperties')
    return `${[place, params['additionalProperty']].filter(Boolean).join('.')} is no setting.`;
  if (propertyName !== undefined) return `${place}: the name ${JSON.stringify(propertyName)} is not allowed.`;
  return `${place || 'The file'} ${message}.`;
}

/** The settings of the template. What only the deployment needs (stack, region) is left out. */
export function templateSettings(file: SettingsFile): Settings {
  const { stack, region: _region, guests, typingMembers, files, ...same } = file;
  return {
    ...same,
    ...(stack !== undefined && stack !== STACK_DEFAULT && { stackName: stack }),
    ...(guests !== undefined && guests > 0 && { guests }),
    ...(typingMembers !== undefined && { typingMembersMax: typingMembers }),
    ...(files !== undefined && {
      files: {
        ...(files.maxMegabytes !== undefined && { maxBytes: files.maxMegabytes * MEGABYTE }),
        ...(files.types !== undefined && { types: files.types.join(',') }),
        ...(files.megabytesPerDay !== undefined && { bytesPerDay: files.megabytesPerDay * MEGABYTE }),
      },
    }),
  };
}

/**
 * Requires that an issuer publishes its configuration, so that a wrong address costs a second and not a rollback.
 *
 * @throws OperatorError if the address is not https, does not respond, or names another issuer
 */
export async function checkIssuer(issuer: string): Promise<void> {
  const bad = (why: string) => new OperatorError(`The issuer ${issuer} cannot be used: ${why}.`);
  if (!issuer.startsWith('https://')) throw bad('API Gateway and AppSync accept only https addresses');
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(address, { signal: AbortSignal.timeout(ISSUER_TIMEOUT_MS) }).catch((error) => {
    throw bad(`${address} does not respond (${error.cause?.code ?? error.name})`);
  });
  const configuration = (await response.json().catch(() => undefined)) as { issuer?: string } | undefined;
  if (!response.ok || typeof configuration?.issuer !== 'string')
    throw bad(`${address} is no OpenID Connect configuration (status ${response.status})`);
  if (configuration.issuer !== issuer) throw bad(`its configuration names the issuer ${configuration.issuer}`);
}
