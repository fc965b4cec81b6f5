// `GET /users?name=an`: people to talk with, by the beginning of their name.
import { parseSingleLine } from '@parley/chat';
import { onlyWithAccount } from '../access/access-errors.ts';
import { isGuest } from '../authenticated-user.ts';
import { peopleCalled } from '../users/user-search.ts';
import { answering, person } from './http.ts';
import { openTables, type Tables } from './services.ts';

/** The longest beginning of a name: as long as a username of the user pool can be (Cognito quotas). */
const NAME_MAX = 128;

/** 200 with `{ people }`. */
export const people = ({ rows }: Tables) =>
  answering(async (request) => {
    if (isGuest(person(request))) throw onlyWithAccount();
    const name = parseSingleLine('name', request.queryStringParameters?.name, NAME_MAX);
    return { status: 200, body: { users: await peopleCalled(name, rows) } };
  });

export const handler = people(openTables());
