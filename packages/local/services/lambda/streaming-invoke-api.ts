// InvokeWithResponseStream: `POST /2021-11-15/functions/NAME/response-streaming-invocations`.
// Source: Lambda API reference, InvokeWithResponseStream.
import type { ServerResponse } from 'node:http';
import { writeAndDrain } from '../../http/write-and-drain.ts';
import { encodeEvent } from './event-stream.ts';
import type { Lambda } from './lambda-service.ts';

/** Invokes a function, and sends the parts of its response as events; the last one says how the invocation ended. */
export async function invokeWithResponseStream(
  functionArn: string,
  payload: unknown,
  response: ServerResponse,
  lambda: Lambda,
): Promise<void> {
  let hasStreamed = false;
  const write = async (event: Buffer) => {
    if (!response.headersSent)
      response.writeHead(200, {
        'content-type': 'application/vnd.amazon.eventstream',
        'x-amz-executed-version': '$LATEST',
      });
    await writeAndDrain(response, event);
  };
  const writeChunk = async (bytes: Uint8Array) => {
    hasStreamed = true;
    if (bytes.length > 0) await write(encodeEvent('PayloadChunk', 'application/octet-stream', bytes));
  };
  const { payload: result, error } = await lambda.invokeStreaming(functionArn, payload, { write: writeChunk });
  if (!hasStreamed && error === undefined) await writeChunk(Buffer.from(JSON.stringify(result)));
  const complete = error === undefined ? {} : { ErrorCode: error, ErrorDetails: JSON.stringify(result) };
  await write(encodeEvent('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(complete))));
  response.end();
}
