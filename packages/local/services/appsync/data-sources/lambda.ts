// AWS_LAMBDA: calls a function, and waits for its answer or not. "… function reference for Lambda data source".
import { BadRequest, type DataSource, failed, fieldsOf } from './data-source.ts';

/** Calls a function as the role of the data source: gives what it returned, or nothing when nobody waits. */
export type Call = (payload: unknown, wait: boolean) => Promise<unknown>;

/** Makes the data source of a function. */
export function lambdaSource(name: string, functionArn: string, call: Call): DataSource {
  return {
    name,
    type: 'AWS_LAMBDA',
    functionArn,
    async run(input) {
      const { operation, invocationType = 'RequestResponse', payload } = fieldsOf(input, 'the request');
      if (operation !== 'Invoke') throw new BadRequest(`${String(operation)} is no operation of a Lambda data source`);
      if (invocationType !== 'RequestResponse' && invocationType !== 'Event')
        throw new BadRequest(`invocationType is ${String(invocationType)}; it may be RequestResponse or Event`);
      try {
        const answer = await call(payload ?? null, invocationType === 'RequestResponse');
        return { result: answer ?? null };
      } catch (error) {
        return failed(error, 'Lambda');
      }
    },
  };
}
