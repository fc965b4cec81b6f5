// Reports of messages: members create them, moderators list and settle them.
import { parseNewReport, parseSeq } from '@parley/chat';
import { authenticatedUser, channelName, httpHandler, jsonBody, type RouteHandlers } from './http.ts';
import { openServices, type Services } from './services.ts';

export const handlers = ({ reports }: Services) =>
  ({
    async createReport(request) {
      await reports.create(channelName(request), parseNewReport(jsonBody(request)), authenticatedUser(request));
      return { status: 200, body: {} };
    },
    async listReports(request) {
      return { status: 200, body: await reports.list(channelName(request), authenticatedUser(request)) };
    },
    async settleReport(request) {
      const seq = parseSeq(Number(request.pathParameters?.['seq']));
      await reports.settle(channelName(request), seq, authenticatedUser(request));
      return { status: 200, body: {} };
    },
  }) satisfies RouteHandlers;

export const handler = httpHandler(handlers(openServices()));
