// Passwords of a user pool: the password policy, and hashing.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AwsError } from '../../errors.ts';

/** `Policies.PasswordPolicy` of the template. */
export type PasswordPolicy = { minLength: number; requirements: readonly Requirement[] };
type Requirement = keyof typeof REQUIREMENTS;

const REQUIREMENTS = {
  RequireLowercase: { pattern: /[a-z]/, name: 'lowercase' },
  RequireUppercase: { pattern: /[A-Z]/, name: 'uppercase' },
  RequireNumbers: { pattern: /[0-9]/, name: 'numeric' },
  // Cognito Developer Guide, "Adding user pool password requirements".
  RequireSymbols: { pattern: /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/, name: 'symbol' },
} as const;

const LENGTH_LEAST = 6;
const LENGTH_MAX = 256;

/** Parses the policy; requirements that the template does not set are not enforced (CloudFormation, PasswordPolicy). */
export function parsePasswordPolicy(input: unknown): PasswordPolicy {
  const { PasswordPolicy = {} } = (input ?? {}) as { PasswordPolicy?: Record<string, unknown> };
  const requirements = (Object.keys(REQUIREMENTS) as Requirement[]).filter(
    (requirement) => String(PasswordPolicy[requirement]) === 'true',
  );
  return { minLength: Number(PasswordPolicy['MinimumLength'] ?? LENGTH_LEAST), requirements };
}

/** Throws Cognito's error for a password that violates the policy; returns the password. */
export function checkPassword(password: unknown, { minLength, requirements }: PasswordPolicy): string {
  if (typeof password !== 'string' || password.length > LENGTH_MAX)
    throw new AwsError('InvalidParameterException', `A password must be a string of at most ${LENGTH_MAX} characters.`);
  const invalid = (reason: string) =>
    new AwsError('InvalidPasswordException', `Password did not conform with policy: Password ${reason}`);
  if (password.length < minLength) throw invalid('not long enough');
  const missing = requirements.find((requirement) => !REQUIREMENTS[requirement].pattern.test(password));
  if (missing) throw invalid(`must have ${REQUIREMENTS[missing].name} characters`);
  return password;
}

const KEY_BYTES = 32;
const derive = promisify(scrypt) as (password: string, salt: string, bytes: number) => Promise<Buffer>;

/** The salted hash of a password, as it is stored. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString('base64url');
  return `${salt} ${(await derive(password, salt, KEY_BYTES)).toString('base64url')}`;
}

/** Whether a password has this hash. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [salt = '', key = ''] = stored.split(' ');
  return timingSafeEqual(await derive(password, salt, KEY_BYTES), Buffer.from(key, 'base64url'));
}
