// DynamoDB with prepared responses: every user is a member of every channel, every log is empty, every write succeeds.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Keys = { Keys: { sk?: { S: string } }[] };

/** Starts the server and returns its address. */
export async function startCannedTable(): Promise<{ origin: string } & AsyncDisposable> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { RequestItems = {} } = JSON.parse(Buffer.concat(chunks).toString()) as {
      RequestItems?: Record<string, Keys>;
    };
    const rows = Object.entries(RequestItems).map(([table, { Keys }]) => {
      const members = Keys.filter(({ sk }) => sk?.S.startsWith('member#'));
      return [table, members.map((key) => ({ ...key, role: { S: 'member' } }))];
    });
    const Responses = Object.fromEntries(rows);
    const isBatch = request.headers['x-amz-target'] === 'DynamoDB_20120810.BatchGetItem';
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(isBatch ? { Responses, UnprocessedKeys: {} } : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => void server.close().closeAllConnections(),
  };
}
