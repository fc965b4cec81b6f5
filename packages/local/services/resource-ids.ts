// Physical ids and ARNs of resources: derived from stack and logical id, so they are the same at every start.
import { createHash } from 'node:crypto';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Derives the identifiers that AWS would choose at random. */
export class Ids {
  readonly stack: string;

  constructor(stack: string) {
    this.stack = stack;
  }

  /** A label of `length` lower-case letters and digits, derived from the stack's name and the logical id. */
  label(logicalId: string, length: number): string {
    const digest = createHash('sha512').update(`${this.stack}/${logicalId}`).digest();
    return Array.from({ length }, (_, index) => LETTERS[(digest[index] ?? 0) % LETTERS.length]).join('');
  }

  /** A name as CloudFormation generates it: `stack-LogicalId-1a2b3c4d5e6f`. */
  name(logicalId: string): string {
    return `${this.stack}-${logicalId}-${this.label(logicalId, 12).toUpperCase()}`;
  }

  /** `arn:aws:SERVICE:region:account:RESOURCE`. */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
  }
}
