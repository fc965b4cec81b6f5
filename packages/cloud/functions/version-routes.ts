// Reads the versions of a message.
import { parseSeq } from '@parley/chat';
import { readMessageVersions } from '../channels/message-versions.ts';
import { channelName, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const versionRoutes = ({ rows, log, members }: Services) =>
  ({
    async listVersions(request) {
      const address = { channel: channelName(request), seq: parseSeq(Number(request.pathParameters?.['seq'])) };
      const body = await readMessageVersions(tokenUser(request), address, { ...rows, log, members });
      return { status: 200, body };
    },
  }) satisfies RouteHandlers;
