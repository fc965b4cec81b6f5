// The functions of the HTTP API, by the routes that they serve, with the services of one execution environment.
import { routeKey } from '@parley/chat';
import type { DynamoDb } from '../../packages/cloud/dynamodb/dynamodb-client.ts';
import { httpHandler, type Request, type Response, type RouteHandlers } from '../../packages/cloud/functions/http.ts';
import { createServices, type Services, type ServicesDeps } from '../../packages/cloud/functions/services.ts';
import { bundleName, HTTP_FUNCTIONS } from '../../packages/cloud/stack/http-functions.ts';
import { BUCKET_HANDLERS, type BucketDeps } from './bucket-routes.ts';

export type { Services };

type FunctionFile = { handlers(services: Services): RouteHandlers };

// A function's file makes its own handler from the environment when it is loaded; that handler is not called here.
process.env.LOG_TABLE ??= 'unused';
process.env.CHAT_TABLE ??= 'unused';
process.env.MESSAGES_PER_MINUTE ??= '1';
process.env.PUSH_KEY ??= 'unused';
process.env.SEARCH_BUCKET ??= 'unused';
process.env.AWS_REGION ??= 'unused';
const functions = await Promise.all(
  Object.entries(HTTP_FUNCTIONS).map(async ([name, { routes }]) => {
    const { handlers }: FunctionFile = await import(`../../packages/cloud/functions/${bundleName(name)}.lambda.ts`);
    const handlerOf = (services: Services, deps: BucketDeps) =>
      httpHandler(BUCKET_HANDLERS[name]?.(services, deps) ?? handlers(services));
    return { name, routes, handlerOf };
  }),
);

/** A function: its name, and its Lambda handler in an execution environment. */
export type HttpFunction = {
  name: string;
  handlerOf(services: Services, deps: BucketDeps): (request: Request) => Promise<Response>;
};

/** The function of each route, by route key. */
export const FUNCTIONS: ReadonlyMap<string, HttpFunction> = new Map(
  functions.flatMap(({ routes, ...one }) => routes.map((name) => [routeKey(name), one])),
);

/** The services of one execution environment. */
export function servicesOf(
  dynamodb: DynamoDb,
  names: { log: string; chat: string },
  deps: Omit<ServicesDeps, 'dynamodb' | 'logTable' | 'chatTable'>,
): Services {
  return createServices({
    dynamodb,
    logTable: names.log,
    chatTable: names.chat,
    ...deps,
  });
}
