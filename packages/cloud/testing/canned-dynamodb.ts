// A server with prepared responses in the place of DynamoDB, which records the requests, and clients of it.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoDbClient } from '../dynamodb/dynamodb-client.ts';
import { signedTransport } from '../dynamodb/signed-transport.ts';

/** A prepared response; `drop` closes the connection instead. */
export type CannedResponse = { status?: number; body?: object | string; drop?: boolean };
export type CannedRequest = { headers: IncomingHttpHeaders; body: string; path: string; port: number | undefined };

/** Responds to each request with the next response, and after the last one with `{}`. */
export async function startCannedDynamoDb(...responses: readonly CannedResponse[]) {
  const requests: CannedRequest[] = [];
  const server = createServer(async (request, response) => {
    const { status = 200, body = {}, drop } = responses[requests.length] ?? {};
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { headers, url: path = '', socket } = request;
    requests.push({ headers, body: Buffer.concat(chunks).toString(), path, port: socket.remotePort });
    if (drop) return void socket.destroy();
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    environment: {
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}/_aws/dynamodb`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session/token+1=',
    } as Record<string, string>,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Server = Awaited<ReturnType<typeof startCannedDynamoDb>>;

/** A client whose delays are recorded and not waited for; `random` is 1, so that they are the longest ones. */
export function clientOf({ environment }: Server) {
  const delaysMs: number[] = [];
  const client = new DynamoDbClient({
    transport: signedTransport(environment),
    random: () => 1,
    wait: async (ms) => void delaysMs.push(ms),
  });
  return { client, delaysMs };
}

/** AWS's SDK as the reference, without retries. */
export function sdkClientOf({ environment }: Server) {
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: environment['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
      region: environment['AWS_REGION'] ?? '',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session/token+1=' },
      maxAttempts: 1,
    }),
  );
}
