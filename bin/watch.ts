// `npm start -- --watch`: builds again when a source changes, and swaps the result into the running engine.
import { join, relative, sep } from 'node:path';
import { type Engine, EngineError } from '@parley/local';
import { watch } from 'chokidar';
import { ROOT } from '../harness/assembly.ts';

/** The exit code that asks `bin/run.mjs` to start the command again. */
export const RESTART = 75;

/** Editors write a file in several steps: a build begins when nothing has changed for this long. */
const SETTLE_MS = 50;

const WATCHED = ['packages', 'bin', 'harness'];
const IGNORED = /\.(?:test\.tsx?|md|json|snapshot)$|[/\\](?:node_modules|testing|examples)(?:[/\\]|$)/;

/** Sources that this process has loaded itself, so that only a restart runs their new version. */
const LOADED =
  /^(?:bin|harness|packages\/(?:local|wire)|packages\/cloud\/(?:stack|index|environment)|packages\/chat\/routes)\b/;

export type WatchDeps = {
  engine: Pick<Engine, 'hotSwap'>;
  /** Builds the assembly of the present sources and returns its folder. */
  build: () => Promise<string>;
  print: (text: string) => void;
  /** Stops the engine and ends this process with `RESTART`. */
  restart: () => Promise<void>;
};

/** Watches the sources until the process ends. Builds follow each other; changes during a build cause one more. */
export function watchSources({ engine, build, print, restart }: WatchDeps): void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let building = false;
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(run, SETTLE_MS);
  };
  const run = async () => {
    if (building) return;
    building = true;
    const files = [...changed];
    changed.clear();
    const started = performance.now();
    try {
      if (files.some((file) => LOADED.test(file))) return await restart();
      const updated = await engine.hotSwap(await build());
      if (updated.length > 0)
        print(`${files.join(', ')} changed: updated in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    } catch (error) {
      if (error instanceof EngineError && error.code === 'restart-needed') return await restart();
      print(`${(error as Error).message}\nThe previous version keeps running until the sources are fixed.`);
    } finally {
      building = false;
      if (changed.size > 0) settle();
    }
  };
  const watcher = watch(
    WATCHED.map((place) => join(ROOT, place)),
    { ignoreInitial: true, ignored: (path) => IGNORED.test(path.slice(ROOT.length)) },
  );
  watcher.on('all', (event, path) => {
    if (event.endsWith('Dir')) return;
    changed.add(relative(ROOT, path).split(sep).join('/'));
    settle();
  });
}
