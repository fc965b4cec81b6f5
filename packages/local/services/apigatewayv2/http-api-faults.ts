// The errors that fault injection answers at an HTTP API, in API Gateway's words.
import { AwsError } from '../../errors.ts';
import type { Fault } from '../../fault-injection/index.ts';

const ERRORS: Readonly<Record<number, readonly [type: string, message: string]>> = {
  429: ['TooManyRequestsException', 'Too Many Requests'],
  502: ['BadGatewayException', 'Bad Gateway'],
  503: ['ServiceUnavailable', 'Service Unavailable'],
  504: ['GatewayTimeout', 'Gateway Timeout'],
};

/** The error of a fault, by its status. */
export function httpApiError({ status }: Fault): AwsError {
  const [type, message] = ERRORS[status] ?? ['InternalServerErrorException', 'Internal Server Error'];
  return new AwsError(type, message, status);
}
