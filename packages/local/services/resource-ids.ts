// Physical names: the same for the same stack and resource at every start, so that nothing has to remember them.
import { createHash } from 'node:crypto';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Makes the identifiers that AWS would have drawn by lot. */
export class Ids {
  readonly stack: string;

  constructor(stack: string) {
    this.stack = stack;
  }

  /** A label of `length` lower-case letters and digits, drawn from the stack's and the resource's name. */
  label(logicalId: string, length: number): string {
    const digest = createHash('sha512').update(`${this.stack}/${logicalId}`).digest();
    return Array.from({ length }, (_, index) => LETTERS[(digest[index] ?? 0) % LETTERS.length]).join('');
  }

  /** A name as CloudFormation makes one: `stack-LogicalId-1a2b3c4d5e6f`. */
  name(logicalId: string): string {
    return `${this.stack}-${logicalId}-${this.label(logicalId, 12).toUpperCase()}`;
  }

  /** `arn:aws:SERVICE:region:account:RESOURCE`. */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
  }
}
