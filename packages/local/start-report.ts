// What a terminal shows while an engine starts: a progress line, then a summary of the resources.
import type { ResourceCreated } from './stack-creation.ts';

/** Where a report is written: `process.stdout`, or `process.stderr` when stdout carries JSON. */
export type ReportStream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

/** Rows of a two-column list, the first column padded. */
export type Row = readonly [name: string, value: string];

/** The width of a line where the output is no terminal, or one that reports 0 columns. */
const WIDTH = 100;

/** The most resources that a summary names for their properties without effect. */
const IGNORED_SHOWN = 12;

/**
 * Reports a start. On a terminal the progress line is rewritten in place; elsewhere each phase is one line. With `verbose`,
 * each resource is listed as it is created.
 */
export class StartReport {
  readonly #stream: ReportStream;
  readonly #verbose: boolean;
  readonly #counts = new Map<string, number>();
  #accepted = 0;
  readonly #ignored: string[] = [];
  #inProgress = false;

  constructor({ stream, verbose }: { stream: ReportStream; verbose: boolean }) {
    this.#stream = stream;
    this.#verbose = verbose;
  }

  /** Begins a phase of the start: `Building the page and the functions`. */
  phase(text: string): void {
    if (this.#stream.isTTY) this.#progress(`${text} …`);
    else this.print(`${text} …`);
  }

  /** Counts a resource, and shows it: as progress, or as a line of its own with `verbose`. */
  resource({ logicalId, type, description, accepted, ignored, position, total }: ResourceCreated): void {
    const [, service = type] = type.split('::');
    const name = type.startsWith('Custom::') ? 'custom resources' : service;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    if (accepted) this.#accepted += 1;
    if (ignored.length > 0) this.#ignored.push(`${logicalId} (${ignored.join(', ')})`);
    if (this.#verbose) this.print(`  ${type.padEnd(40)} ${description}${noteOf({ accepted, ignored })}`);
    else if (this.#stream.isTTY) this.#progress(`Creating resources: ${position} of ${total}`);
  }

  /** Writes whole lines, below the progress line. */
  print(text: string): void {
    if (this.#inProgress) this.#stream.write(CLEAR_LINE);
    this.#inProgress = false;
    this.#stream.write(`${text}\n`);
  }

  /** How many resources each service has, and how many of them have no effect on this machine; wrapped to the terminal. */
  resourceSummary(): string {
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    const counts = [...this.#counts].sort(([a], [b]) => a.localeCompare(b)).map(([name, count]) => `${name} ${count}`);
    const accepted = this.#accepted > 0 ? `, ${this.#accepted} of them accepted without effect here` : '';
    const width = this.#stream.columns || WIDTH;
    return [`${total} resources${accepted}:`, ...wrapped(counts, width), ...this.#ignoredSummary(width)].join('\n');
  }

  /** A long list would hide the addresses that follow it. */
  #ignoredSummary(width: number): string[] {
    const { length } = this.#ignored;
    if (length === 0) return [];
    if (length > IGNORED_SHOWN)
      return [`${length} resources have properties without effect here: --verbose lists them.`];
    return ['Properties without effect here:', ...wrapped(this.#ignored, width)];
  }

  #progress(text: string): void {
    this.#stream.write(`${CLEAR_LINE}${text.slice(0, (this.#stream.columns || WIDTH) - 1)}`);
    this.#inProgress = true;
  }
}

function noteOf({ accepted, ignored }: Pick<ResourceCreated, 'accepted' | 'ignored'>): string {
  if (accepted) return ' (accepted: no effect here)';
  return ignored.length > 0 ? ` (no effect here: ${ignored.join(', ')})` : '';
}

/** ECMA-48: carriage return, then erase in line. */
const CLEAR_LINE = '\r\x1b[2K';

/** Formats rows with their first column padded to one width, indented by two. */
export function formatRows(rows: readonly Row[]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

function wrapped(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 2 <= width) lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(`  ${item}`);
  }
  return lines;
}
