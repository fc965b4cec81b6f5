// Describes an invitation to readers who are not signed in. Its role may read rows of the chat table by their keys, and nothing else.
import { describeInvitation } from '../channels/invitation-description.ts';
import { DynamoDbClient } from '../dynamodb/dynamodb-client.ts';
import { CHAT_TABLE, required } from '../environment.ts';
import { httpHandler, type RouteHandlers } from './http.ts';
import { invitationCode } from './invitation-routes.ts';

export const handlers = () => {
  const deps = { dynamodb: new DynamoDbClient(), chatTable: required(CHAT_TABLE), now: () => Date.now() };
  return {
    async describeInvitation(request) {
      return { status: 200, body: await describeInvitation(deps, invitationCode(request)) };
    },
  } satisfies RouteHandlers;
};

export const handler = httpHandler(handlers());
