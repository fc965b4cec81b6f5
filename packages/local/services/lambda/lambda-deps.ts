// What functions ask of the services beside them.
import type { Clock } from '../../clock.ts';
import type { Hop } from '../../fault-injection/index.ts';
import type { Credentials } from '../iam/index.ts';

/** What functions need of the rest of the engine. `environment` tells their SDK where the services are. */
export type LambdaNeeds = {
  clock: Clock;
  iam: {
    accessKey(roleArn: string, session?: string): Credentials;
    may(roleArn: string, action: string, resource: string): boolean;
  };
  logs: { put(group: string, stream: string, message: string): void };
  environment: () => Record<string, string>;
  /** Hears of asynchronous calls that failed for good, and of functions that may not write their logs. @default nobody */
  say?: (line: string) => void;
  /** @default nothing goes wrong */
  hop?: Hop;
};
