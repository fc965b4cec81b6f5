// `GET` and `PATCH /users/me`, and `POST /users/profiles`: one's own name and picture, and those of others.
import { type Profile, parseProfileChange, parseProfilesQuery } from '@parley/chat';
import { answering, body, person } from './http.ts';
import { openTables, type Tables } from './services.ts';

/** 200 with one's own profile as it is then, or with `{ people }`: those who chose something among those who were asked for. */
export const profiles = ({ profiles }: Tables) =>
  answering(async (request) => {
    const me = person(request);
    const { method } = request.requestContext.http;
    if (method === 'GET') return { status: 200, body: await profiles.of(me) };
    if (method === 'PATCH') return { status: 200, body: await profiles.change(me, parseProfileChange(body(request))) };
    const found: Profile[] = await profiles.read(parseProfilesQuery(body(request)));
    return { status: 200, body: { profiles: found } };
  });

export const handler = profiles(openTables());
