// `/channels/{channel}/reports`: telling those with a say about a message, and what these see of it and settle.
import { parseNewReport, parseSeq } from '@parley/chat';
import { answering, body, channelOf, person, type Request } from './http.ts';
import { openTables, type Tables } from './services.ts';

/** 200: `Reports` for `GET`; nothing for `POST`, also of what was reported before, and for `DELETE …/{seq}`, which settles it. */
export const reports = (tables: Tables) =>
  answering(async (request) => ({ status: 200, body: (await answer(request, tables)) ?? {} }));

export const handler = reports(openTables());

async function answer(request: Request, { reports }: Tables) {
  const channel = channelOf(request);
  const asking = person(request);
  const { method } = request.requestContext.http;
  if (method === 'POST') return reports.add(channel, parseNewReport(body(request)), asking);
  if (method === 'DELETE') return reports.settle(channel, parseSeq(Number(request.pathParameters?.['seq'])), asking);
  return reports.of(channel, asking);
}
