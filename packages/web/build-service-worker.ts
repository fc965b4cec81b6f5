// Builds the service worker with the names of the page's files, which it keeps.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { PageFiles } from './service-worker/page-cache.ts';

type WorkerOptions = { folder: string; target: string[]; files: Omit<PageFiles, 'version'> };

/** Builds the worker into the folder of the built page. It changes, and browsers update it, when a file of the page does. */
export async function buildServiceWorker({ folder, target, files }: WorkerOptions): Promise<void> {
  const sum = createHash('sha256');
  for (const file of (await readdir(folder)).sort()) sum.update(file).update(await readFile(join(folder, file)));
  const pageFiles: PageFiles = { version: sum.digest('hex').slice(0, 12), ...files };
  await build({
    entryPoints: ['service-worker/service-worker.ts'],
    absWorkingDir: import.meta.dirname,
    bundle: true,
    minify: true,
    format: 'iife',
    target,
    define: { PAGE_FILES: JSON.stringify(pageFiles) },
    outdir: folder,
    logLevel: 'silent',
  });
}
