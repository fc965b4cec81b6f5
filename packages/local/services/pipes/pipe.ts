// One pipe at work: reads its stream, sends each record through its lane, and remembers how far it has come.
import type { Clock } from '../../clock.ts';
import { Hop, withFaults } from '../../fault-injection/index.ts';
import type { Storage } from '../../storage/store.ts';
import { Checkpoint, checkpointOf, type Ticket } from './checkpoint.ts';
import { Lanes } from './lanes.ts';
import { deliver, type Means } from './pipe-delivery.ts';
import { bornAt, partitionOf, type StreamRecord, type StreamSource } from './source-record.ts';

type Job = { record: StreamRecord; partition: string; ticket: Ticket };
type Run = {
  lanes: Lanes<Job>;
  checkpoint: Checkpoint;
  position: string | undefined;
  unlisten: () => void;
  stopped: boolean;
  /** The stream could not be read and will be asked again. */
  rereads: boolean;
};

/** What a pipe needs from outside, beside its source; the rest it makes itself. */
export type PipeMeans = Omit<Means, 'stopped' | 'rest'> & { storage: Storage; hop?: Hop };

// Source: DynamoDB Streams API, GetRecords: 1,000 records at once.
const READ_LIMIT = 1_000;
// How far a pipe reads ahead of a lane that is stuck; beyond it the other lanes wait too, and the memory stays bounded.
const MOST_OPEN_RECORDS = 10_000;
const MOST_OPEN_BYTES = 64 * 1024 * 1024;
// A stream that could not be read is read again after this.
const READ_AGAIN_MS = 1_000;

// A poller that crashed is there again after this; AWS does not say how long it takes.
const START_AGAIN_MS = 100;

/** A pipe. It stands still until `start`. */
export class Pipe {
  readonly #source: StreamSource;
  readonly #means: PipeMeans;
  readonly #clock: Clock;
  readonly #hop: Hop;
  readonly #sleepers = new Set<() => void>();
  readonly #working = new Set<Promise<unknown>>();
  #run: Run | undefined;
  /** The poller ended by itself, and another one is about to start. */
  #crashed = false;

  constructor(source: StreamSource, means: PipeMeans) {
    this.#source = source;
    this.#means = means;
    this.#clock = means.clock;
    this.#hop = means.hop ?? new Hop('pipe', means.clock);
  }

  /** Fixes where a new pipe begins: LATEST means after what is there now, also if the pipe starts later. */
  async begin(): Promise<void> {
    const { storage, settings } = this.#means;
    if (checkpointOf(storage, settings.name, settings.source)) return;
    const after = settings.startingPosition === 'LATEST' ? this.#source.latest() : undefined;
    await this.#checkpoint(after).write();
  }

  start(): void {
    if (this.#run) return;
    this.#crashed = false;
    const { storage, settings } = this.#means;
    const after = checkpointOf(storage, settings.name, settings.source)?.after;
    const run: Run = {
      lanes: new Lanes<Job>(settings.lanes, (job, lane) => this.#work(run, job, lane)),
      checkpoint: this.#checkpoint(after),
      position: after,
      unlisten: this.#source.onChange(() => this.#pump(run)),
      stopped: false,
      rereads: false,
    };
    this.#run = run;
    this.#pump(run);
  }

  /** Reads no more, waits for the calls under way, and writes down how far it came. */
  async stop(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    this.#crashed = false;
    if (run) end(run);
    this.wake();
    await Promise.all(this.#working);
    // A disk that refuses now costs a repetition at the next start, not the stop.
    await run?.checkpoint.write().catch(() => {});
  }

  /** Lets what waits look again: a connection is authorized, or the pipe is stopped. */
  wake(): void {
    for (const sleeper of [...this.#sleepers]) sleeper();
  }

  get running(): boolean {
    return this.#run !== undefined || this.#crashed;
  }

  /** Records read and not yet done with, and the age of the oldest. */
  get backlog(): { waiting: number; iteratorAgeMs: number } {
    const checkpoint = this.#run?.checkpoint;
    const oldest = checkpoint?.oldest;
    const iteratorAgeMs = oldest ? Math.max(0, this.#clock.now() - oldest.bornAt) : 0;
    return { waiting: checkpoint?.open.records ?? 0, iteratorAgeMs };
  }

  #pump(run: Run): void {
    if (run.rereads) return;
    try {
      for (let more = true; more && !run.stopped && !isFull(run.checkpoint); ) {
        const records = this.#source.read(run.position, READ_LIMIT);
        for (const record of records) this.#take(run, record);
        more = records.length > 0;
      }
      this.#means.news.read();
    } catch (error) {
      this.#means.news.unread(`Its stream cannot be read: ${(error as Error).message}.`);
      run.rereads = true;
      void this.#rest(READ_AGAIN_MS).then(() => {
        run.rereads = false;
        this.#pump(run);
      });
    }
  }

  #take(run: Run, record: StreamRecord): void {
    const { SequenceNumber, SizeBytes } = record.dynamodb;
    run.position = SequenceNumber;
    const ticket = run.checkpoint.enter({ sequence: SequenceNumber, sizeBytes: SizeBytes, bornAt: bornAt(record) });
    if (this.#means.settings.filter(record)) {
      const partition = partitionOf(record, this.#source.hashKey);
      run.lanes.push(partition, { record, partition, ticket });
    } else {
      this.#means.numbers.filtered += 1;
      run.checkpoint.leave(ticket);
    }
  }

  async #work(run: Run, job: Job, lane: number): Promise<void> {
    const work = this.#deliverWithFaults(run, job, lane);
    this.#working.add(work);
    const done = await work;
    this.#working.delete(work);
    if (!done) return;
    const full = isFull(run.checkpoint);
    run.checkpoint.leave(job.ticket);
    if (full) this.#pump(run);
  }

  #deliver(run: Run, record: StreamRecord, lane: number): Promise<boolean> {
    const stopped = () => run.stopped;
    this.#hop.record(this.#means.traceOf?.(record), 'delivering', `lane ${lane + 1}`);
    return deliver(record, lane, { ...this.#means, stopped, rest: (waitMs) => this.#rest(waitMs) });
  }

  /** Delivers a record; after a crash the next poller delivers it. */
  #deliverWithFaults(run: Run, { record, partition }: Job, lane: number): Promise<boolean> {
    const call = async () => !run.stopped && this.#deliver(run, record, lane);
    const crash = async () => {
      this.#crash(run);
      return false;
    };
    return withFaults(
      {
        hop: this.#hop,
        site: 'record',
        subject: partition,
        trace: this.#means.traceOf?.(record),
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

  /** Ends the poller as a crash would, with nothing written down, and starts another one. */
  #crash(run: Run): void {
    if (this.#run !== run) return;
    end(run);
    run.checkpoint.abandon();
    this.#run = undefined;
    this.#crashed = true;
    this.wake();
    void this.#rest(START_AGAIN_MS).then(() => {
      if (this.#crashed) this.start();
    });
  }

  #rest(waitMs: number): Promise<void> {
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
    const { settings, storage } = this.#means;
    return new Checkpoint({ pipe: settings.name, source: settings.source, after }, this.#clock, storage);
  }
}

/** Begins nothing more. */
function end(run: Run): void {
  run.stopped = true;
  run.unlisten();
  run.lanes.close();
}

function isFull(checkpoint: Checkpoint): boolean {
  const { records, bytes } = checkpoint.open;
  return records >= MOST_OPEN_RECORDS || bytes >= MOST_OPEN_BYTES;
}
