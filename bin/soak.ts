// `npm run soak`: keeps Parley busy for minutes, with people coming and going, and fails when anything was lost or doubled.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { where } from '../bench/fanout/fanout-report.ts';
import { plot } from '../bench/soak/memory-samples.ts';
import { summary } from '../bench/soak/soak-report.ts';
import { soak } from '../bench/soak/soak-run.ts';
import { ROOT } from '../harness/assembly.ts';

const USAGE = `npm run soak -- [options]

  --minutes N   how long people talk                    10
  --rate N      messages a second, over ten channels    500
  --help        this text

Ten people come each second and ten leave; twenty go away and come back, and read what they missed from the log.
Ends with status 1 when a message was lost, doubled or out of order for anybody.`;

const OUT = join(ROOT, 'build/bench');

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '500' },
    help: { type: 'boolean' },
  },
});
const [minutes, rate] = [Number(values.minutes), Number(values.rate)];
if (values.help || !(minutes > 0) || !(rate > 0)) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 1);
}

const now = new Date();
const soaked = await soak({ minutes, rate, raised: true, say: (line) => console.error(line) });
const { samples, lost, doubled, disordered } = soaked;
const file = join(OUT, `soak-${now.toISOString().replaceAll(':', '-')}`);
mkdirSync(OUT, { recursive: true });
writeFileSync(`${file}.svg`, plot(samples, `Resident memory at ${rate} messages a second`));
writeFileSync(`${file}.json`, JSON.stringify({ where: where(now), minutes, rate, ...soaked }, null, 2));
console.log(`${where(now)}\n\n${summary(soaked, rate)}\n`);
console.error(`The memory is drawn in ${file}.svg, the numbers are in ${file}.json.`);
if (lost > 0 || doubled > 0 || disordered > 0) {
  console.error('Something was lost, doubled or out of order.');
  process.exitCode = 1;
}
