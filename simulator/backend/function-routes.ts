// The functions of the HTTP API, by the routes that they serve, with the services of one execution environment.
import { routeKey } from '@parley/chat';
import type { DynamoDb } from '../../packages/cloud/dynamodb/dynamodb-client.ts';
import { httpHandler, type Request, type Response, type RouteHandlers } from '../../packages/cloud/functions/http.ts';
import { createServices, type Services, type ServicesDeps } from '../../packages/cloud/functions/services.ts';
import { bundleName, HTTP_FUNCTIONS } from '../../packages/cloud/stack/http-functions.ts';

export type { Services };

type FunctionFile = { handlers(services: Services): RouteHandlers };

// A function's file makes its own handler from the environment when it is loaded; that handler is not called here.
process.env.LOG_TABLE ??= 'unused';
process.env.CHAT_TABLE ??= 'unused';
process.env.MESSAGES_PER_MINUTE ??= '1';
process.env.AWS_REGION ??= 'unused';
const files = await Promise.all(
  Object.entries(HTTP_FUNCTIONS).map(async ([id, { routes }]) => {
    const file: FunctionFile = await import(`../../packages/cloud/functions/${bundleName(id)}.lambda.ts`);
    return { file, routes };
  }),
);

/** Creates the Lambda handler of a route from services, by route key. */
export const HANDLERS: Readonly<Record<string, (services: Services) => (request: Request) => Promise<Response>>> =
  Object.fromEntries(
    files.flatMap(({ file, routes }) =>
      routes.map((name) => [routeKey(name), (services: Services) => httpHandler(file.handlers(services))]),
    ),
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
