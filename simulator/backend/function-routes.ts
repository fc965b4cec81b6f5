// The routes of the HTTP API, each with the function that answers it, made over the tables of a run.
import type { Answer, Request } from '../../packages/cloud/functions/http.ts';
import { type Tables, type TablesNeeds, tablesOver } from '../../packages/cloud/functions/services.ts';
import { resourcesOf } from './stack-template.ts';

export type { Tables };

type Handler = (request: Request) => Promise<Answer>;

// A function's file makes its own handler from the environment as it is loaded; that one is not called here.
process.env.LOG_TABLE ??= 'unused';
process.env.CHAT_TABLE ??= 'unused';
process.env.MESSAGES_PER_MINUTE ??= '1';
const { append } = await import('../../packages/cloud/functions/post-message.lambda.ts');
const { channels } = await import('../../packages/cloud/functions/channels.lambda.ts');
const { history } = await import('../../packages/cloud/functions/list-messages.lambda.ts');
const { sync } = await import('../../packages/cloud/functions/sync.lambda.ts');
const { blocked } = await import('../../packages/cloud/functions/blocks.lambda.ts');
const { profiles } = await import('../../packages/cloud/functions/profiles.lambda.ts');
const { members } = await import('../../packages/cloud/functions/members.lambda.ts');
const { rulings } = await import('../../packages/cloud/functions/moderation.lambda.ts');
const { reports } = await import('../../packages/cloud/functions/reports.lambda.ts');
const { invites } = await import('../../packages/cloud/functions/invitations.lambda.ts');
const { people } = await import('../../packages/cloud/functions/users.lambda.ts');
const { read } = await import('../../packages/cloud/functions/read-cursor.lambda.ts');

/** Route keys as the template spells them. */
export const ROUTES: Readonly<Record<string, (tables: Tables) => Handler>> = {
  'POST /channels/{channel}/messages': append,
  'GET /channels/{channel}/messages': history,
  'GET /channels': channels,
  'POST /channels': channels,
  'GET /channels/{channel}/members': members,
  'POST /channels/{channel}/members': members,
  'PATCH /channels/{channel}': rulings,
  'PATCH /channels/{channel}/members/{userId}': rulings,
  'DELETE /channels/{channel}/members/{userId}': rulings,
  'GET /channels/{channel}/audit': rulings,
  'GET /channels/{channel}/reports': reports,
  'POST /channels/{channel}/reports': reports,
  'DELETE /channels/{channel}/reports/{seq}': reports,
  'GET /channels/{channel}/invitations': invites,
  'POST /channels/{channel}/invitations': invites,
  'DELETE /channels/{channel}/invitations/{code}': invites,
  'GET /invitations/{code}': invites,
  'POST /invitations/{code}': invites,
  'GET /users': people,
  'POST /sync': sync,
  'PUT /channels/{channel}/read': read,
  'GET /users/me': profiles,
  'PATCH /users/me': profiles,
  'POST /users/profiles': profiles,
  'GET /users/me/blocks': blocked,
  'PUT /users/me/blocks/{userId}': blocked,
  'DELETE /users/me/blocks/{userId}': blocked,
};

for (const { properties } of resourcesOf('AWS::ApiGatewayV2::Route'))
  if (!(String(properties.RouteKey) in ROUTES))
    throw new Error(
      `The template has the route ${properties.RouteKey}: add its function to simulator/backend/function-routes.ts.`,
    );

/** The tables of one container. */
export function tablesOf(
  client: unknown,
  names: { log: string; chat: string },
  world: Omit<TablesNeeds, 'dynamodb' | 'logTable' | 'chatTable'>,
): Tables {
  return tablesOver({
    dynamodb: client as TablesNeeds['dynamodb'],
    logTable: names.log,
    chatTable: names.chat,
    ...world,
  });
}
