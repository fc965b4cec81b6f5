// Starts the engine on a template of a test, in a folder that is removed after it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Engine, type EngineOptions, startEngine } from '../../engine.ts';

/** Starts a template, with files beside it; the engine stops at the end of the test. */
export async function startTemplate(
  t: TestContext,
  template: object,
  options: Partial<EngineOptions> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-template-'));
  const file = join(folder, 'App.template.json');
  for (const [name, text] of Object.entries({ 'App.template.json': JSON.stringify(template), ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const engine = await startEngine({ assembly: file, data: join(folder, 'data'), ...options });
  t.after(async () => {
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return engine;
}
