// `npm run parley -- soak`: runs Parley under load for minutes while users connect and disconnect; fails on lost or duplicate messages.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../bench/shared/report-table.ts';
import { plot } from '../bench/soak/memory-samples.ts';
import { summary } from '../bench/soak/soak-report.ts';
import { soak } from '../bench/soak/soak-run.ts';
import { ROOT } from '../harness/assembly.ts';

const USAGE = `npm run parley -- soak [options]

  --minutes N   duration                                 10
  --rate N      messages per second, in ten channels     500
  --help        print this text

Each second ten users connect and ten disconnect; twenty reconnect repeatedly and read missed messages from the log.
Exits with status 1 when a message was lost, duplicated or out of order for a user.`;

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
writeFileSync(`${file}.svg`, plot(samples, `Resident memory at ${rate} messages per second`));
writeFileSync(`${file}.json`, JSON.stringify({ where: describeMachine(now), minutes, rate, ...soaked }, null, 2));
console.log(`${describeMachine(now)}\n\n${summary(soaked, rate)}\n`);
console.error(`The memory chart is ${file}.svg, the results are in ${file}.json.`);
if (lost > 0 || doubled > 0 || disordered > 0) {
  console.error('A message was lost, duplicated or out of order.');
  process.exitCode = 1;
}
