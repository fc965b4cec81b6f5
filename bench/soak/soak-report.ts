// The results of a soak test as a table for docs/performance.md.
import type { SoakResult } from './soak-run.ts';

/** A Markdown table with a row for each figure. */
export function summary(soaked: SoakResult, rate: number): string {
  const { said, seconds, deliveries, connects, disconnects, returns, caughtUp, samples, mibPerMinute, cpuMs } = soaked;
  const { lost, doubled, disordered, refused } = soaked;
  const whole = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 0 });
  const most = Math.max(...samples.map(({ mib }) => mib));
  const rows = [
    ['messages a second, asked for / acknowledged', `${whole(rate)} / ${whole(said / seconds)}`],
    ['messages acknowledged', whole(said)],
    ['deliveries', whole(deliveries)],
    ['connections opened / closed', `${whole(connects)} / ${whole(disconnects)}`],
    ['came back, and read from the log', `${whole(returns)}, ${whole(caughtUp)} entries`],
    ['lost / doubled / out of order / refused', `${lost} / ${doubled} / ${disordered} / ${refused}`],
    ...(samples.length > 0 ? [['most resident memory', `${whole(most)} MiB`]] : []),
    ...(mibPerMinute === undefined
      ? []
      : [
          ['memory grew by', `${mibPerMinute.toFixed(1)} MiB a minute`],
          ['for each message stored', `${((mibPerMinute * 1024 * seconds) / 60 / said).toFixed(2)} KiB`],
        ]),
    ...(cpuMs === undefined ? [] : [['server CPU per message', `${(cpuMs / said).toFixed(2)} ms`]]),
  ];
  return ['| soak | |', '| --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}
