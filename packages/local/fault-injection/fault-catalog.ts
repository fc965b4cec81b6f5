// The hops of a message's way, what can go wrong at each, and what that means there; what makes no sense is refused with a reason.

/** The hops, in the order of a message's way. */
export const HOPS = ['http', 'handler', 'table', 'stream', 'pipe', 'destination', 'broadcast', 'socket'] as const;
export type HopName = (typeof HOPS)[number];

export const FAULTS = [
  'drop',
  'lose-answer',
  'delay',
  'duplicate',
  'reorder',
  'error',
  'error-after',
  'conflict',
  'hang',
  'crash',
  'crash-after',
  'cut',
  'silent',
] as const;
export type FaultName = (typeof FAULTS)[number];

/** What happens at a hop that a fault may strike: a rule counts only what its fault can strike. */
export type Site = 'request' | 'call' | 'operation' | 'write' | 'record' | 'read' | 'event' | 'frame' | 'connect';

/** What a fault means at one hop. `answers` are what an `error` may say, the first one when the rule does not. */
export type Meaning = { site: Site; means: string; answers?: readonly (string | number)[] };

/** One hop: what it is, its faults, and why it has no others of those that people would look for. */
export type HopKind = {
  /** What people call it. */
  title: string;
  is: string;
  faults: Partial<Record<FaultName, Meaning>>;
  refused: Partial<Record<FaultName, string>>;
};

const on = (site: Site, means: string, answers?: Meaning['answers']): Meaning => ({
  site,
  means,
  ...(answers && { answers }),
});

/** Everything that can be asked for. */
export const KINDS: Readonly<Record<HopName, HopKind>> = {
  http: {
    title: 'HTTP API',
    is: 'A request to the HTTP API, once it is authorized.',
    faults: {
      drop: on('request', 'The connection is cut before the function is called.'),
      'lose-answer': on('request', 'The function runs to its end, then the connection is cut in place of the answer.'),
      delay: on('request', 'The function is called later.'),
      duplicate: on('request', 'The function is called twice with the same request; the second answer is given.'),
      reorder: on('request', 'The request waits until another one has been answered, at most for its delay.'),
      error: on('request', 'The API answers this status, and the function is not called.', [503, 500, 429, 502, 504]),
    },
    refused: { crash: 'API Gateway is no process of yours: use drop, or crash at handler' },
  },
  handler: {
    title: 'Function',
    is: 'A call of a Lambda function.',
    faults: {
      delay: on('call', 'The function starts later, as after a cold start.'),
      duplicate: on('call', 'The function runs twice for the one call; the second answer counts.'),
      error: on('call', 'Lambda refuses the call.', ['ServiceException', 'TooManyRequestsException']),
      crash: on('call', 'The thread ends before the function begins; the caller reads Runtime.ExitError.'),
      'crash-after': on('call', 'The thread ends when the function has done its work; its answer is lost.'),
      hang: on('call', 'The function does its work and gives no answer until its time is over: Sandbox.Timedout.'),
    },
    refused: {
      drop: 'a call that waits for its answer is answered or fails: use error, crash or hang',
      reorder: 'calls run side by side and have no order: use delay',
    },
  },
  table: {
    title: 'Table',
    is: 'An operation of DynamoDB.',
    faults: {
      drop: on('operation', 'The connection is cut before the operation.'),
      'lose-answer': on('operation', 'The operation is done and on disk, then the connection is cut.'),
      delay: on('operation', 'The operation is done later.'),
      duplicate: on('operation', 'The request arrives twice and is done twice; the second answer is given.'),
      error: on('operation', 'DynamoDB refuses, and nothing is written.', [
        'InternalServerError',
        'ProvisionedThroughputExceededException',
        'ThrottlingException',
        'RequestLimitExceeded',
      ]),
      'error-after': on('operation', 'The operation is done and on disk, and the answer is InternalServerError.'),
      conflict: on('write', 'The write is refused, as another transaction is at work on its item.'),
    },
    refused: {
      reorder: 'requests to a table have no order among them: use delay',
      crash: 'DynamoDB is no process of yours: use drop or lose-answer, or kill the engine',
    },
  },
  stream: {
    title: 'Stream',
    is: 'A record of a table’s stream, on its way to the pipe.',
    faults: {
      delay: on('record', 'The record, and everything behind it in the shard, is seen later.'),
      duplicate: on('record', 'The record is read twice, one right after the other.'),
      error: on('read', 'GetRecords fails; the pipe reads again after a second.'),
    },
    refused: {
      drop: 'a stream keeps each record for 24 hours',
      reorder: 'a shard is read in the order of its writes: records of different keys pass one another in the pipe',
      crash: 'DynamoDB Streams is no process of yours: use error, or crash at pipe',
    },
  },
  pipe: {
    title: 'Pipe',
    is: 'A record in a lane of the pipe.',
    faults: {
      delay: on('record', 'The record waits, and so do those of its lane; other lanes go on.'),
      duplicate: on('record', 'The record is delivered, then delivered once more.'),
      reorder: on('record', 'The record waits until one of another lane was delivered, at most for its delay.'),
      crash: on('record', 'The poller ends before the delivery and starts again from its last checkpoint.'),
      'crash-after': on('record', 'The poller ends after the delivery, before that is noted, and starts again.'),
    },
    refused: {
      drop: 'a pipe delivers a record or puts it aside: use error at destination until its limits are reached',
      error: 'the errors of a pipe are those of its target: use error at destination',
    },
  },
  destination: {
    title: 'API destination',
    is: 'A call of an API destination.',
    faults: {
      drop: on('call', 'The connection is cut before the target hears the request.'),
      'lose-answer': on('call', 'The target does what it is asked, then the connection is cut.'),
      delay: on('call', 'The target is called later.'),
      duplicate: on('call', 'The target is called twice; the second answer counts.'),
      error: on(
        'call',
        'This status is the answer, and the target hears nothing; 401 de-authorizes the connection.',
        [500, 503, 429, 401, 400, 403, 404, 407, 409, 502, 504],
      ),
      hang: on('call', 'The target hears nothing, and nothing is answered until the 5 seconds are over.'),
    },
    refused: {
      reorder: 'a lane waits for each answer: use reorder at pipe',
      crash: 'an API destination is no process of yours: use drop, or crash at pipe',
    },
  },
  broadcast: {
    title: 'Broadcast',
    is: 'An event that AppSync has accepted, on its way to those who subscribed.',
    faults: {
      drop: on('event', 'The publisher is told 200, and nobody hears the event.'),
      delay: on('event', 'Everybody hears the event later; those behind it pass.'),
      duplicate: on('event', 'Everybody hears the event twice.'),
      reorder: on('event', 'The event waits until another one was broadcast, at most for its delay.'),
    },
    refused: {
      error: 'the publisher has been answered before: use error at destination',
      crash: 'AppSync is no process of yours: use cut at socket',
    },
  },
  socket: {
    title: 'Sockets',
    is: 'An event on its way to one subscription, or a WebSocket that opens.',
    faults: {
      drop: on(
        'frame',
        'This subscription does not hear the event; the others do. Lost before the line: TCP loses no frame alone.',
      ),
      delay: on('frame', 'The frame, and what follows it on this socket, comes later.'),
      duplicate: on('frame', 'This subscription hears the event twice.'),
      cut: on('frame', 'The connection ends without a word in place of the event.'),
      silent: on('frame', 'From here on nothing goes through, either way, and nothing says so: half open.'),
      error: on('connect', 'The WebSocket is refused with this status.', [503, 500, 429]),
    },
    refused: {
      reorder: 'TCP keeps the order of one connection: use reorder at broadcast, or delay here',
      crash: 'a socket is no process: use cut or silent',
    },
  },
};
