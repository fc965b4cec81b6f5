// Passwords of a user pool: what its policy asks of one, and how one is kept.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AwsError } from '../../errors.ts';

/** `Policies.PasswordPolicy` of the template. */
export type PasswordPolicy = { minLength: number; needs: readonly Need[] };
type Need = keyof typeof NEEDS;

const NEEDS = {
  RequireLowercase: { pattern: /[a-z]/, name: 'lowercase' },
  RequireUppercase: { pattern: /[A-Z]/, name: 'uppercase' },
  RequireNumbers: { pattern: /[0-9]/, name: 'numeric' },
  // Cognito Developer Guide, "Adding user pool password requirements".
  RequireSymbols: { pattern: /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/, name: 'symbol' },
} as const;

const LENGTH_LEAST = 6;
const LENGTH_MAX = 256;

/** Reads the policy; what the template does not ask for is not asked for (CloudFormation, PasswordPolicy). */
export function parsePolicy(input: unknown): PasswordPolicy {
  const { PasswordPolicy = {} } = (input ?? {}) as { PasswordPolicy?: Record<string, unknown> };
  const needs = (Object.keys(NEEDS) as Need[]).filter((need) => String(PasswordPolicy[need]) === 'true');
  return { minLength: Number(PasswordPolicy['MinimumLength'] ?? LENGTH_LEAST), needs };
}

/** Refuses a password that the pool does not take. */
export function demandPassword(password: unknown, { minLength, needs }: PasswordPolicy): string {
  if (typeof password !== 'string' || password.length > LENGTH_MAX)
    throw new AwsError('InvalidParameterException', `A password is a text of at most ${LENGTH_MAX} characters.`);
  const refuse = (reason: string) =>
    new AwsError('InvalidPasswordException', `Password did not conform with policy: Password ${reason}`);
  if (password.length < minLength) throw refuse('not long enough');
  const missing = needs.find((need) => !NEEDS[need].pattern.test(password));
  if (missing) throw refuse(`must have ${NEEDS[missing].name} characters`);
  return password;
}

const KEY_BYTES = 32;
const derive = promisify(scrypt) as (password: string, salt: string, bytes: number) => Promise<Buffer>;

/** A password as it is kept: who reads the data folder cannot sign in with it. */
export async function sealed(password: string): Promise<string> {
  const salt = randomBytes(16).toString('base64url');
  return `${salt} ${(await derive(password, salt, KEY_BYTES)).toString('base64url')}`;
}

/** Whether this is the password that was sealed. */
export async function opens(password: string, kept: string): Promise<boolean> {
  const [salt = '', key = ''] = kept.split(' ');
  return timingSafeEqual(await derive(password, salt, KEY_BYTES), Buffer.from(key, 'base64url'));
}
