// One pipe: reads its stream, delivers each record in its lane, and writes checkpoints.
import type { Clock } from '../../clock.ts';
import { ExpiryClock } from '../../expiry-clock.ts';
import { Hop, withFaults } from '../../fault-injection/index.ts';
import type { Storage } from '../../storage/store.ts';
import { Checkpoint, type PendingRecord, readCheckpoint } from './checkpoint.ts';
import { Lanes } from './lanes.ts';
import { type DeliveryContext, deliver } from './pipe-delivery.ts';
import { createdAt, partitionKeyOf, type StreamRecord, type StreamSource } from './source-record.ts';

type Job = { record: StreamRecord; partition: string; pending: PendingRecord };
type Run = {
  lanes: Lanes<Job>;
  checkpoint: Checkpoint;
  position: string | undefined;
  unsubscribe: () => void;
  stop: AbortController;
  /** The stream could not be read, and a retry is scheduled. */
  isRereading: boolean;
};

/** Dependencies of a pipe, beside its source. */
export type PipeDeps = Omit<DeliveryContext, 'expiryClock' | 'stopped' | 'sleep'> & { storage: Storage; hop?: Hop };

// Source: DynamoDB Streams API, GetRecords: 1,000 records at once.
const READ_LIMIT = 1_000;
// How far a pipe reads ahead of a lane that is stuck; beyond it the other lanes wait, too, so that memory stays bounded.
const PENDING_RECORDS_MAX = 10_000;
const PENDING_BYTES_MAX = 64 * 1024 * 1024;
// A stream that could not be read is read again after this time.
const REREAD_MS = 1_000;

// A crashed poller restarts after this time; AWS does not document how long it takes.
const RESTART_MS = 100;

/** A pipe. It reads nothing until `start`. */
export class Pipe {
  readonly #source: StreamSource;
  readonly #deps: PipeDeps;
  readonly #clock: Clock;
  readonly #expiryClock: ExpiryClock;
  readonly #hop: Hop;
  readonly #sleepers = new Set<() => void>();
  readonly #deliveries = new Set<Promise<unknown>>();
  #run: Run | undefined;
  /** The poller has crashed and is about to restart. */
  #crashed = false;

  constructor(source: StreamSource, deps: PipeDeps) {
    this.#source = source;
    this.#deps = deps;
    this.#clock = deps.clock;
    this.#expiryClock = new ExpiryClock(deps.clock, true);
    this.#hop = deps.hop ?? new Hop('pipe', deps.clock);
  }

  /** Stores where a new pipe begins: LATEST is after the records that exist now, even if the pipe starts later. */
  async initialize(): Promise<void> {
    const { storage, settings } = this.#deps;
    if (readCheckpoint(storage, settings.name, settings.source)) return;
    const after = settings.startingPosition === 'LATEST' ? this.#source.latest() : undefined;
    await this.#checkpoint(after).write();
  }

  start(): void {
    if (this.#run) return;
    this.#crashed = false;
    const { storage, settings } = this.#deps;
    const after = readCheckpoint(storage, settings.name, settings.source)?.after;
    const run: Run = {
      lanes: new Lanes<Job>(settings.lanes, (job, lane) => this.#work(run, job, lane)),
      checkpoint: this.#checkpoint(after),
      position: after,
      unsubscribe: this.#source.onChange(() => this.#read(run)),
      stop: new AbortController(),
      isRereading: false,
    };
    this.#run = run;
    this.#read(run);
  }

  /** Stops reading, waits for the deliveries in progress, and writes the checkpoint. */
  async stop(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    this.#crashed = false;
    if (run) end(run);
    this.wake();
    await Promise.all(this.#deliveries);
    // If the disk fails, the next start repeats deliveries; the stop succeeds.
    await run?.checkpoint.write().catch(() => {});
  }

  /** Ends every `sleep`: a connection is authorized, or the pipe is stopped. */
  wake(): void {
    for (const sleeper of [...this.#sleepers]) sleeper();
  }

  get running(): boolean {
    return this.#run !== undefined || this.#crashed;
  }

  /** The number of records that are read and not complete, and the age of the oldest. */
  get backlog(): { waiting: number; iteratorAgeMs: number } {
    const checkpoint = this.#run?.checkpoint;
    const oldest = checkpoint?.oldest;
    const iteratorAgeMs = oldest ? Math.max(0, this.#clock.now() - oldest.createdAt) : 0;
    return { waiting: checkpoint?.pending.records ?? 0, iteratorAgeMs };
  }

  #read(run: Run): void {
    if (run.isRereading) return;
    try {
      for (let more = true; more && !run.stop.signal.aborted && !isFull(run.checkpoint); ) {
        const records = this.#source.read(run.position, READ_LIMIT);
        for (const record of records) this.#enqueue(run, record);
        more = records.length > 0;
      }
      this.#deps.reporter.streamRead();
    } catch (error) {
      this.#deps.reporter.streamFailed(`Its stream cannot be read: ${(error as Error).message}.`);
      run.isRereading = true;
      void this.#sleep(REREAD_MS).then(() => {
        run.isRereading = false;
        this.#read(run);
      });
    }
  }

  #enqueue(run: Run, record: StreamRecord): void {
    const { SequenceNumber, SizeBytes } = record.dynamodb;
    run.position = SequenceNumber;
    const pending = run.checkpoint.add({
      sequence: SequenceNumber,
      sizeBytes: SizeBytes,
      createdAt: createdAt(record),
    });
    if (this.#deps.settings.filter(record)) {
      const partition = partitionKeyOf(record, this.#source.hashKey);
      run.lanes.push(partition, { record, partition, pending });
    } else {
      this.#deps.metrics.filtered += 1;
      run.checkpoint.complete(pending);
    }
  }

  async #work(run: Run, job: Job, lane: number): Promise<void> {
    const work = this.#deliverWithFaults(run, job, lane);
    this.#deliveries.add(work);
    const done = await work;
    this.#deliveries.delete(work);
    if (!done) return;
    const full = isFull(run.checkpoint);
    run.checkpoint.complete(job.pending);
    if (full) this.#read(run);
  }

  #deliver(run: Run, record: StreamRecord, lane: number): Promise<boolean> {
    const stopped = run.stop.signal;
    this.#hop.record(this.#deps.traceOf?.(record), 'delivering', `lane ${lane + 1}`);
    return deliver(record, lane, {
      ...this.#deps,
      expiryClock: this.#expiryClock,
      stopped,
      sleep: (waitMs) => this.#sleep(waitMs),
    });
  }

  /** Delivers a record; after a crash the next poller delivers it. */
  #deliverWithFaults(run: Run, { record, partition }: Job, lane: number): Promise<boolean> {
    const call = async () => !run.stop.signal.aborted && this.#deliver(run, record, lane);
    const crash = async () => {
      this.#crash(run);
      return false;
    };
    return withFaults(
      {
        hop: this.#hop,
        site: 'record',
        subject: partition,
        trace: this.#deps.traceOf?.(record),
        injected: {
          crash,
          async 'crash-after'() {
            await call();
            return crash();
          },
        },
      },
      call,
    );
  }

  /** Ends the poller like a crash, without a checkpoint, and restarts it. */
  #crash(run: Run): void {
    if (this.#run !== run) return;
    end(run);
    run.checkpoint.abandon();
    this.#run = undefined;
    this.#crashed = true;
    this.wake();
    void this.#sleep(RESTART_MS).then(() => {
      if (this.#crashed) this.start();
    });
  }

  #sleep(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#sleepers.delete(wake);
        resolve();
      };
      const cancel = this.#clock.after(Math.max(0, waitMs), wake);
      this.#sleepers.add(wake);
    });
  }

  #checkpoint(after: string | undefined): Checkpoint {
    const { settings, storage } = this.#deps;
    return new Checkpoint({ pipe: settings.name, source: settings.source, after }, this.#clock, storage);
  }
}

/** Starts nothing more. */
function end(run: Run): void {
  run.stop.abort();
  run.unsubscribe();
  run.lanes.close();
}

function isFull(checkpoint: Checkpoint): boolean {
  const { records, bytes } = checkpoint.pending;
  return records >= PENDING_RECORDS_MAX || bytes >= PENDING_BYTES_MAX;
}
