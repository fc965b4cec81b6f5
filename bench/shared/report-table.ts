// The parts of the benchmarks' Markdown tables: medians with their spread, number formats, and the machine.
import { availableParallelism, cpus, platform, release } from 'node:os';

/** The date and the machine, in one line. */
export function describeMachine(now: Date): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${now.toISOString().slice(0, 10)}, ${availableParallelism()} × ${model}, ${platform()} ${release()}, Node ${process.version}, loopback`;
}

/** A Markdown table under a heading. */
export function markdownTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell || '–').join(' | ')} |`;
  return [title, '', `| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** The median of the rounds, with the minimum and the maximum if they differ: `12 [11–13]`. */
export function medianWithSpread(values: readonly (number | undefined)[], format: (value: number) => string): string {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return '';
  const median = sorted[Math.floor(sorted.length / 2)] ?? low;
  return format(low) === format(high) ? format(median) : `${format(median)} [${format(low)}–${format(high)}]`;
}

/** The ratios of two contestants' values of the same rounds. */
export function ratios(
  own: readonly (number | undefined)[],
  others: readonly (number | undefined)[],
): (number | undefined)[] {
  return own.map((value, round) => {
    const other = others[round];
    return value === undefined || !other ? undefined : value / other;
  });
}

export function thousands(value: number): string {
  return `${value < 1e5 ? (value / 1000).toFixed(1) : whole(value / 1000)} k`;
}

export function whole(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 0 });
}

export function tenths(value: number): string {
  return value.toFixed(1);
}

export function hundredths(value: number): string {
  return value.toFixed(2);
}
