// The functions that read the streams of the tables, by the event source mappings of the template, with faults and crashes.

import { parsePayload } from '@parley/chat';
import type { DynamoDBRecord } from 'aws-lambda';
import { parseNotify } from '../../packages/cloud/db/notify-attribute.ts';
import { deleteRemovedFiles } from '../../packages/cloud/files/removed-files.ts';
import { ThreadFollowers } from '../../packages/cloud/notifications/thread-followers.ts';
import { EventSourceMapping } from '../../packages/local/services/lambda/event-sources/event-source-mapping.ts';
import { parseEventSource } from '../../packages/local/services/lambda/event-sources/event-source-settings.ts';
import type { StreamRecord, StreamSource } from '../../packages/local/services/pipes/index.ts';
import { Lifetime } from '../determinism/lifetime.ts';
import { limitToLifetime } from '../determinism/lifetime-guard.ts';
import type { RunContext } from '../determinism/run-context.ts';
import { DocumentClient } from './document-client.ts';
import { type Services, servicesOf } from './function-routes.ts';
import type { Machine, StreamReaders, StreamSources } from './machine.ts';
import type { BucketUser, ObjectBuckets } from './object-bucket.ts';
import { resourcesOf } from './stack-template.ts';
import { TABLES } from './table-names.ts';

/** What one execution environment of a function uses. */
type FunctionDeps = { services: Services; buckets: ObjectBuckets; user: BucketUser };

/** A function of a stream: the mapping of the template, and what it does with a batch. Returns the sequence numbers of what failed. */
type StreamFunction = {
  mapping: string;
  stream: 'log' | 'chat';
  handle(records: readonly StreamRecord[], deps: FunctionDeps): Promise<string[]>;
};

const FUNCTIONS: readonly StreamFunction[] = [
  {
    mapping: 'Notifications',
    stream: 'log',
    // The followers of threads. Pushes to devices are left out: no user of a run has one.
    async handle(records, { services }) {
      const failed: string[] = [];
      for (const { dynamodb } of records) {
        const { payload, notify } = (dynamodb.NewImage ?? {}) as Record<string, { S?: string }>;
        const entry = parsePayload(payload?.S);
        if (entry.kind !== 'message' || parseNotify(notify?.S ?? '{}').thread === undefined) continue;
        await new ThreadFollowers(services.rows).followersOf(entry).catch((error: unknown) => {
          console.error(error);
          failed.push(dynamodb.SequenceNumber);
        });
      }
      return failed;
    },
  },
  {
    mapping: 'Files',
    stream: 'chat',
    async handle(records, { buckets, user }) {
      const { batchItemFailures } = await deleteRemovedFiles(records as DynamoDBRecord[], buckets.filesOf(user));
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  },
];

/** All functions that read streams. */
export class StreamFunctions implements StreamReaders {
  readonly #context: RunContext;
  readonly #machine: Machine;
  readonly #buckets: ObjectBuckets;

  constructor(context: RunContext, machine: Machine, buckets: ObjectBuckets) {
    this.#context = context;
    this.#machine = machine;
    this.#buckets = buckets;
  }

  /** Starts the mappings at their checkpoints. Returns how many records were read and are not complete. */
  async start({ lifetime, storage, dynamodb, streams }: StreamSources): Promise<{ readonly waiting: number }> {
    const mappings: EventSourceMapping[] = [];
    for (const one of FUNCTIONS) {
      const { logicalId, properties } = mappingOf(one.mapping);
      const settings = parseEventSource(logicalId, logicalId, {
        ...properties,
        EventSourceArn: streams[one.stream],
        FunctionName: one.mapping,
      });
      const mapping = new EventSourceMapping(this.#source(lifetime, dynamodb.stream(settings.source)), {
        settings,
        functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${one.mapping}`,
        clock: lifetime,
        storage: limitToLifetime(lifetime, storage),
        invoke: (_, payload) => this.#invoke(one, (payload as { Records: StreamRecord[] }).Records),
        sqs: { send: async () => undefined },
        say: (line) => this.#context.addTrace('stream', line),
        random: this.#context.random.draw,
      });
      await mapping.initialize();
      mapping.start();
      mappings.push(mapping);
    }
    return {
      get waiting() {
        return mappings.reduce((sum, { waiting }) => sum + waiting, 0);
      },
    };
  }

  /** The stream as a mapping reads it, for one lifetime of the engine. */
  #source(lifetime: Lifetime, stream: StreamSource): StreamSource {
    return {
      read: (after, limit) => stream.read(after, limit),
      latest: () => stream.latest(),
      onChange: (listener) => stream.onChange(() => lifetime.run(listener)),
    };
  }

  /** Invokes a function with a batch, in an execution environment of its own; a crash fails the batch. */
  #invoke(one: StreamFunction, records: readonly StreamRecord[]): Promise<{ payload: unknown; error?: 'Unhandled' }> {
    const { clock, random, faults } = this.#context;
    return new Promise((resolve) => {
      const lifetime = new Lifetime(clock, random.integer(-500, 500));
      const crash = () => {
        lifetime.end();
        this.#context.addTrace('function', `${one.mapping} crashed`);
        resolve({ payload: null, error: 'Unhandled' });
      };
      if (faults.occurs('function crashes at start')) return crash();
      const client = new DocumentClient(this.#context, this.#machine, lifetime, crash);
      const services = servicesOf(client, TABLES, {
        now: () => lifetime.now(),
        random: random.draw,
        wait: (ms: number) => new Promise((resume) => lifetime.after(ms, resume)),
      });
      const deps = { services, buckets: this.#buckets, user: { lifetime, crash } };
      const work = async () => {
        // Lambda delivers a batch again when it has lost the response.
        if (faults.occurs('record duplicated')) await one.handle(records, deps);
        const failed = await one.handle(records, deps);
        resolve({ payload: { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) } });
      };
      void work();
    });
  }
}

function mappingOf(construct: string) {
  const found = resourcesOf('AWS::Lambda::EventSourceMapping').find(({ logicalId }) => logicalId.startsWith(construct));
  if (!found) throw new Error(`The template has no event source mapping of ${construct}.`);
  const { Enabled: _, ...properties } = found.properties;
  return { logicalId: found.logicalId, properties };
}
