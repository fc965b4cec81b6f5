// The fault catalog: the hops of the message path, the faults of each hop, and why other faults make no sense there.

/** The hops, in the order in which a message passes them. */
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

/** The operations of a hop that a fault can hit: a rule counts only the operations that its fault can hit. */
export type Site = 'request' | 'call' | 'operation' | 'write' | 'record' | 'read' | 'event' | 'frame' | 'connect';

/** A fault at one hop. `answers` are the possible answers of an `error`; the first one is the default. */
export type HopFault = { site: Site; effect: string; answers?: readonly (string | number)[] };

/** One hop: its description, its faults, and the reasons why it does not have the others that a user may look for. */
export type CatalogEntry = {
  /** The name shown on the page. */
  title: string;
  description: string;
  faults: Partial<Record<FaultName, HopFault>>;
  unsupported: Partial<Record<FaultName, string>>;
};

const on = (site: Site, effect: string, answers?: HopFault['answers']): HopFault => ({
  site,
  effect,
  ...(answers && { answers }),
});

/** Every fault of every hop. */
export const FAULT_CATALOG: Readonly<Record<HopName, CatalogEntry>> = {
  http: {
    title: 'HTTP API',
    description: 'An authorized request to an HTTP API or a REST API.',
    faults: {
      drop: on('request', 'The connection is cut before the function is called.'),
      'lose-answer': on('request', 'The function runs to its end, then the connection is cut instead of the answer.'),
      delay: on('request', 'The function is called later.'),
      duplicate: on('request', 'The function is called twice with the same request; the second answer is returned.'),
      reorder: on('request', 'The request waits until another one has been answered, at most for its delay.'),
      error: on('request', 'The API answers this status, and the function is not called.', [503, 500, 429, 502, 504]),
    },
    unsupported: { crash: 'API Gateway is not a process of yours: use drop, or crash at handler' },
  },
  handler: {
    title: 'Function',
    description: 'An invocation of a Lambda function.',
    faults: {
      delay: on('call', 'The function starts later, as after a cold start.'),
      duplicate: on('call', 'The function runs twice for one invocation; the second answer counts.'),
      error: on('call', 'Lambda rejects the invocation.', ['ServiceException', 'TooManyRequestsException']),
      crash: on('call', 'The thread ends before the function begins; the caller receives Runtime.ExitError.'),
      'crash-after': on('call', 'The thread ends after the function has done its work; its answer is lost.'),
      hang: on('call', 'The function does its work and does not answer until its timeout: Sandbox.Timedout.'),
    },
    unsupported: {
      drop: 'a synchronous invocation is answered or fails: use error, crash or hang',
      reorder: 'invocations run in parallel and have no order: use delay',
    },
  },
  table: {
    title: 'Table',
    description: 'An operation of DynamoDB.',
    faults: {
      drop: on('operation', 'The connection is cut before the operation.'),
      'lose-answer': on('operation', 'The operation is done and on disk, then the connection is cut.'),
      delay: on('operation', 'The operation is done later.'),
      duplicate: on('operation', 'The request arrives twice and is done twice; the second answer is returned.'),
      error: on('operation', 'DynamoDB rejects the operation, and nothing is written.', [
        'InternalServerError',
        'ProvisionedThroughputExceededException',
        'ThrottlingException',
        'RequestLimitExceeded',
      ]),
      'error-after': on('operation', 'The operation is done and on disk, and the answer is InternalServerError.'),
      conflict: on('write', 'The write is rejected because another transaction is in progress on its item.'),
    },
    unsupported: {
      reorder: 'requests to a table have no order: use delay',
      crash: 'DynamoDB is not a process of yours: use drop or lose-answer, or kill the engine',
    },
  },
  stream: {
    title: 'Stream',
    description: 'A record of a table’s stream that the pipe reads.',
    faults: {
      delay: on('record', 'The record, and every record behind it in the shard, is read later.'),
      duplicate: on('record', 'The record is read twice in a row.'),
      error: on('read', 'GetRecords fails; the pipe reads again after a second.'),
    },
    unsupported: {
      drop: 'a stream keeps each record for 24 hours',
      reorder: 'a shard is read in the order of its writes: records of different keys overtake one another in the pipe',
      crash: 'DynamoDB Streams is not a process of yours: use error, or crash at pipe',
    },
  },
  pipe: {
    title: 'Pipe',
    description: 'A record in a lane of the pipe.',
    faults: {
      delay: on('record', 'The record waits, and so do those of its lane; other lanes go on.'),
      duplicate: on('record', 'The record is delivered twice.'),
      reorder: on('record', 'The record waits until one of another lane was delivered, at most for its delay.'),
      crash: on('record', 'The poller ends before the delivery and restarts from its last checkpoint.'),
      'crash-after': on('record', 'The poller ends after the delivery, before the checkpoint, and restarts.'),
    },
    unsupported: {
      drop: 'a pipe delivers a record or sends it to the dead-letter queue: use error at destination until its limits are reached',
      error: 'the errors of a pipe are those of its target: use error at destination',
    },
  },
  destination: {
    title: 'API destination',
    description: 'A call to an API destination.',
    faults: {
      drop: on('call', 'The connection is cut before the target receives the request.'),
      'lose-answer': on('call', 'The target handles the request, then the connection is cut.'),
      delay: on('call', 'The target is called later.'),
      duplicate: on('call', 'The target is called twice; the second answer counts.'),
      error: on(
        'call',
        'This status is the answer, and the target receives nothing; 401 deauthorizes the connection.',
        [500, 503, 429, 401, 400, 403, 404, 407, 409, 502, 504],
      ),
      hang: on('call', 'The target receives nothing, and there is no answer until the timeout of 5 seconds.'),
    },
    unsupported: {
      reorder: 'a lane waits for each answer: use reorder at pipe',
      crash: 'an API destination is not a process of yours: use drop, or crash at pipe',
    },
  },
  broadcast: {
    title: 'Broadcast',
    description: 'An event that AppSync has accepted and sends to the subscribers.',
    faults: {
      drop: on('event', 'The publisher is answered 200, and no subscriber receives the event.'),
      delay: on('event', 'All subscribers receive the event later; later events overtake it.'),
      duplicate: on('event', 'All subscribers receive the event twice.'),
      reorder: on('event', 'The event waits until another one was broadcast, at most for its delay.'),
    },
    unsupported: {
      error: 'the publisher has already been answered: use error at destination',
      crash: 'AppSync is not a process of yours: use cut at socket',
    },
  },
  socket: {
    title: 'Sockets',
    description: 'An event sent to one subscription, or a WebSocket handshake.',
    faults: {
      drop: on(
        'frame',
        'This subscription does not receive the event; the others do. It is lost before TCP, which loses no single frame.',
      ),
      delay: on('frame', 'The frame, and those after it on this socket, is sent later.'),
      duplicate: on('frame', 'This subscription receives the event twice.'),
      cut: on('frame', 'The connection ends without a close frame instead of the event.'),
      silent: on('frame', 'From now on nothing passes in either direction, and no error is reported: half open.'),
      error: on('connect', 'The WebSocket handshake is rejected with this status.', [503, 500, 429]),
    },
    unsupported: {
      reorder: 'TCP keeps the order of one connection: use reorder at broadcast, or delay here',
      crash: 'a socket is not a process: use cut or silent',
    },
  },
};
