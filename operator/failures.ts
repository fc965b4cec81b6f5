// What an operator reads when a command fails: a sentence, and what to do.
import { EngineError } from '@parley/local';

/** A command cannot continue; the message says why and what to do. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

/** Errors of the AWS SDK whose own message does not say what to do. Source: AWS SDK for JavaScript v3, `CredentialsProviderError`. */
const SENTENCES: readonly [RegExp, string][] = [
  [
    /^CredentialsProviderError$/,
    'No AWS credentials were found. Run `aws configure sso` or `aws configure`, or name a profile with --profile.',
  ],
  [
    /^(?:ExpiredToken|ExpiredTokenException|TokenProviderError|RequestExpired)$/,
    'The AWS credentials have expired. Sign in again, for example with `aws sso login`.',
  ],
  [
    /^(?:InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException)$/,
    'AWS does not accept these credentials. Check the profile, or the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
];

/** Codes of a connection that fails. */
const UNREACHABLE = /^(?:ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH)$/;

/** Describes an error to an operator, without a stack trace unless it is a defect of Parley. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof OperatorError || error instanceof EngineError) return error.message;
  const { name, message } = error;
  const { code = '' } = error as NodeJS.ErrnoException;
  const known = SENTENCES.find(([pattern]) => pattern.test(name))?.[1];
  if (known) return known;
  if (UNREACHABLE.test(code)) return `AWS cannot be reached (${code}). Check the network and the region.`;
  // An error that AWS returned: its own sentence, with the code that its documentation lists.
  if ('$metadata' in error) return `AWS returned ${name}: ${message}`;
  return error.stack ?? message;
}
