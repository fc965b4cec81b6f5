// Resource usage of a process, read from outside, so that the measured command stays unchanged.
import { readFileSync } from 'node:fs';

/** CPU time of all its threads, and resident memory. */
export type Usage = { cpuMs: number; rssBytes: number };

/** Linux counts in hundredths of a second for every program (proc(5), USER_HZ). */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

/** The usage of a process so far; undefined without /proc. */
export function usageOf(pid: number): Usage | undefined {
  if (process.platform !== 'linux') return undefined;
  // The name may contain spaces and parentheses; the fields after it do not. The first of them is field 3 of proc(5).
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return { cpuMs: (field(14) + field(15)) * TICK_MS, rssBytes: field(24) * PAGE_BYTES };
}
