// Transactions beside the log: everything or nothing, tried again when all that stood in the way was somebody else's.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { ApiError } from '../errors.ts';

/** What one transaction writes. */
export type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** What a transaction needs of the world. */
export type TransactNeeds = {
  dynamodb: Pick<DynamoDBDocumentClient, 'send'>;
  random: () => number;
  wait: (ms: number) => Promise<void>;
};

/** Reasons of a cancelled transaction that only say: somebody was faster, or everybody together was too fast. */
export const IN_THE_WAY: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
]);

/** Tries, and the longest wait before the second one; each later one may wait twice as long. */
const TRIES = 8;
const WAIT_MS = 32;

/** Returns the places of the items whose conditions do not hold: none when everything is written. */
export async function transact(needs: TransactNeeds, items: Writes): Promise<number[]> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tries > 0) await needs.wait(needs.random() * WAIT_MS * 2 ** tries);
    try {
      await needs.dynamodb.send(new TransactWriteCommand({ TransactItems: items }));
      return [];
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code = '' }) => Code);
      const broken = codes.flatMap((code, place) => (code === 'ConditionalCheckFailed' ? [place] : []));
      if (broken.length > 0) return broken;
      if (!codes.some((code) => IN_THE_WAY.has(code))) throw error;
    }
  }
  throw new ApiError(503, 'busy', 'Parley is very busy just now. Nothing was stored; try again.');
}
