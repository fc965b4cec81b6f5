// Dependencies of the Lambda service.
import type { Clock } from '../../clock.ts';
import type { Hop } from '../../fault-injection/index.ts';
import type { Credentials } from '../iam/index.ts';
import type { EngineAddress } from './runtime/aws-hosts.ts';

/** Dependencies of the Lambda service. `environment` returns the variables with the endpoints for a function's SDK. */
export type LambdaDeps = {
  clock: Clock;
  iam: {
    accessKey(roleArn: string, session?: string): Credentials;
    allows(roleArn: string, action: string, resource: string): boolean;
    openCalls: { has(callerArn: string): boolean };
  };
  logs: { put(group: string, stream: string, message: string): void };
  environment: () => Record<string, string>;
  /** Where a function's calls of AWS's host names go. @default to AWS */
  engineAddress?: () => EngineAddress;
  /** Receives one line for an asynchronous invocation that failed for good, and for a function that may not write its log. */
  say?: (line: string) => void;
  /** @default a hop without rules */
  hop?: Hop;
};
