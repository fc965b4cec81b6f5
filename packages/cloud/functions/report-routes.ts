// Reports of messages: members create them, moderators list and settle them.
import { parseNewReport, parseSeq } from '@parley/chat';
import { channelName, jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const reportRoutes = ({ members, reports }: Services) =>
  ({
    async createReport(request) {
      const report = parseNewReport(jsonBody(request));
      await reports.create(channelName(request), report, await members.identify(tokenUser(request)));
      return { status: 200, body: {} };
    },
    async listReports(request) {
      return { status: 200, body: await reports.list(channelName(request), tokenUser(request)) };
    },
    async settleReport(request) {
      const seq = parseSeq(Number(request.pathParameters?.['seq']));
      await reports.settle(channelName(request), seq, await members.identify(tokenUser(request)));
      return { status: 200, body: {} };
    },
  }) satisfies RouteHandlers;
