// One cold start in a process of its own: loads a bundle, invokes its handler once, and reports the CPU time of both.
import { pathToFileURL } from 'node:url';

/** What a cold start takes: milliseconds of CPU of all threads, until the code is loaded and until the first response is made. */
export type ColdStart = { loadMs: number; firstMs: number; rssBytes: number };

const [bundle = '', event = '{}'] = process.argv.slice(2);

const begin = process.cpuUsage();
const { handler } = (await import(pathToFileURL(bundle).href)) as {
  handler(event: unknown): Promise<{ statusCode: number; body: string }>;
};
const load = process.cpuUsage(begin);
const { statusCode, body } = await handler(JSON.parse(event));
const both = process.cpuUsage(begin);
if (statusCode !== 201) throw new Error(`The function responded with ${statusCode}: ${body}`);
const ms = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1_000;
process.send?.({
  loadMs: ms(load),
  firstMs: ms(both) - ms(load),
  rssBytes: process.memoryUsage().rss,
} satisfies ColdStart);
process.disconnect();
