// Who may do what between the services: SDK calls of functions, data sources of AppSync, and callers who sign.
import { AwsError } from '../errors.ts';
import type { AppSyncNeeds } from './appsync/index.ts';
import { type DynamoDb, needsOf } from './dynamodb/index.ts';
import type { Events } from './events/index.ts';
import {
  assumed,
  callerOf,
  demand,
  type Front,
  guarded,
  type Iam,
  needsOfEvents,
  needsOfSqs,
  principalsOf,
  refuseAsSqs,
} from './iam/index.ts';
import type { Lambda } from './lambda/index.ts';
import type { Sqs } from './sqs/index.ts';

type Behind = { iam: Iam; dynamodb: DynamoDb; sqs: Sqs; events: Events; lambda: Lambda; say: (line: string) => void };

/** The fronts that an SDK calls, each behind a check of who calls and what the caller's role allows. */
export function guardedFronts({ iam, dynamodb, sqs, events, say }: Omit<Behind, 'lambda'>): Record<string, Front> {
  return {
    dynamodb: {
      handle: (request, response) =>
        dynamodb.handle(request, response, (operation, input, trace) => {
          demand(iam, callerOf(iam, request.headers), needsOf(operation, input), say);
          return dynamodb.call(operation, input, trace);
        }),
    },
    sqs: guarded(sqs, { iam, say, version: '1.0', needs: needsOfSqs, refuse: refuseAsSqs }),
    events: guarded(events, { iam, say, version: '1.1', needs: needsOfEvents }),
  };
}

// As AWS names the session when AppSync takes a role on; seen in its messages of denied access.
const APPSYNC_SESSION = 'APPSYNC_ASSUME_ROLE';

/** What AppSync asks of others: who signed, functions that authorize, and what its data sources reach as their roles. */
export function accessForAppSync({
  iam,
  dynamodb,
  lambda,
  say,
}: Pick<Behind, 'iam' | 'dynamodb' | 'lambda' | 'say'>): Required<
  Pick<AppSyncNeeds, 'principals' | 'functions' | 'reach'>
> {
  const demandAs = (roleArn: string, action: string, resource: string) =>
    demand(iam, assumed(roleArn, APPSYNC_SESSION), [{ action, resource }], say);
  const invoke = async (functionArn: string, payload: unknown) => {
    const { payload: answer, error } = await lambda.invoke(functionArn, payload);
    if (error) throw new AwsError(error, String((Object(answer) as { errorMessage?: unknown }).errorMessage ?? ''));
    return answer;
  };
  return {
    principals: principalsOf(iam),
    functions: { invoke },
    reach: {
      trusted: (roleArn) => iam.trusts(roleArn, 'appsync.amazonaws.com'),
      demand: demandAs,
      async table(roleArn, operation, input) {
        for (const { action, resource } of needsOf(operation, input)) demandAs(roleArn, action, resource);
        return dynamodb.call(operation, input);
      },
      async invoke(roleArn, functionArn, payload, wait) {
        demandAs(roleArn, 'lambda:InvokeFunction', functionArn);
        if (wait) return invoke(functionArn, payload);
        lambda.invokeLater(functionArn, payload);
        return undefined;
      },
    },
  };
}
