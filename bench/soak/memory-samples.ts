// The memory of a process over time: its slope and a chart.

/** Resident memory in MiB at a minute of the test. */
export type Sample = { minute: number; mib: number };

/** The share of the warm-up that is ignored: code is compiled, threads start, pools fill. */
const WARM_UP = 0.2;

/** MiB per minute by least squares, after the warm-up; undefined with too few samples. */
export function slope(samples: readonly Sample[]): number | undefined {
  const counted = samples.slice(Math.ceil(samples.length * WARM_UP));
  if (counted.length < 3) return undefined;
  const mean = (value: (sample: Sample) => number) =>
    counted.reduce((sum, sample) => sum + value(sample), 0) / counted.length;
  const [minute, mib] = [mean((one) => one.minute), mean((one) => one.mib)];
  const across = counted.reduce((sum, one) => sum + (one.minute - minute) * (one.mib - mib), 0);
  return across / counted.reduce((sum, one) => sum + (one.minute - minute) ** 2, 0);
}

const WIDTH = 800;
const HEIGHT = 300;
const EDGE = 50;

/** An SVG chart of the samples, from zero to the maximum. */
export function plot(samples: readonly Sample[], title: string): string {
  const last = Math.max(...samples.map(({ minute }) => minute), 1e-9);
  const most = Math.max(...samples.map(({ mib }) => mib), 1);
  const points = samples.map(({ minute, mib }) => {
    const x = EDGE + (minute / last) * (WIDTH - 2 * EDGE);
    const y = HEIGHT - EDGE - (mib / most) * (HEIGHT - 2 * EDGE);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const text = (x: number, y: number, anchor: string, words: string) =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    `<path d="M${EDGE} ${EDGE}V${HEIGHT - EDGE}H${WIDTH - EDGE}" fill="none" stroke="#888"/>`,
    `<polyline points="${points.join(' ')}" fill="none" stroke="#06c" stroke-width="2"/>`,
    text(WIDTH / 2, 25, 'middle', title),
    text(EDGE - 6, EDGE + 4, 'end', most.toFixed(0)),
    text(EDGE - 6, HEIGHT - EDGE, 'end', '0 MiB'),
    text(WIDTH - EDGE, HEIGHT - EDGE + 20, 'end', `${last.toFixed(1)} min`),
    '</svg>',
    '',
  ].join('\n');
}
