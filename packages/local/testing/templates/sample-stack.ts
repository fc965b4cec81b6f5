// Runs a stack of the shape of a public sample: the files that CDK writes, on the engine, driven by HTTP and WebSocket.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { credentials, Peer } from '@parley/wire/conformance';
import { type Engine, startEngine } from '../../index.ts';

/** A resource as a template writes it. */
export type SampleResource = { Type: string; Properties?: Record<string, unknown>; DependsOn?: string[] };

/** A template. */
export type SampleTemplate = {
  Parameters?: Record<string, unknown>;
  Resources: Record<string, SampleResource>;
  Outputs?: Record<string, unknown>;
};

/** An assembly: the stack `Sample`, its nested templates and its functions by the name of their asset. */
export type SampleFiles = {
  template: SampleTemplate;
  nested?: Record<string, SampleTemplate>;
  functions?: Record<string, string>;
};

/** A running sample. */
export type Sample = {
  engine: Engine;
  /** What the engine reported. */
  lines: readonly string[];
  /** Requests an output's URL and a path below it. */
  request(
    output: string,
    path: string,
    init?: RequestInit,
  ): Promise<{ status: number; headers: Headers; body: string }>;
  /** A subscriber of a channel, by the outputs `EventsHttp` and `EventsKey`. */
  subscribe(channel: string): Promise<Peer>;
};

/** Writes a folder as CDK does, and starts the engine on it. */
export async function startSample(t: TestContext, files: SampleFiles): Promise<Sample> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-sample-'));
  const assembly = join(folder, 'cdk.out');
  writeAssembly(assembly, files);
  const lines: string[] = [];
  const engine = await startEngine({ assembly, data: join(folder, 'data'), say: (line) => lines.push(line) });
  const peers: Peer[] = [];
  t.after(async () => {
    for (const peer of peers) peer.ws.terminate();
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    engine,
    lines,
    async request(output, path, init) {
      const response = await fetch(`${engine.outputs[output]?.replace(/\/$/, '')}${path}`, init);
      return { status: response.status, headers: response.headers, body: await response.text() };
    },
    async subscribe(channel) {
      const authorization = { host: new URL(engine.origin).host, 'x-api-key': engine.outputs['EventsKey'] ?? '' };
      const url = `${engine.outputs['EventsHttp']}/realtime`.replace(/^http/, 'ws');
      const peer = new Peer(url, ['aws-appsync-event-ws', credentials(authorization)]);
      peers.push(peer);
      await peer.opened();
      peer.send(JSON.stringify({ type: 'subscribe', id: 'all', channel, authorization }));
      await peer.receives({ type: 'subscribe_success', id: 'all' });
      return peer;
    },
  };
}

function writeAssembly(assembly: string, { template, nested = {}, functions = {} }: SampleFiles): void {
  const assets = [
    ...Object.keys(functions).map((name) => ({ name: `${name}.zip`, path: `asset.${name}` })),
    ...Object.keys(nested).map((name) => ({ name: `${name}.json`, path: `${name}.nested.template.json` })),
  ];
  const entries = assets.map(({ name, path }) => [
    name,
    { source: { path }, destinations: { here: { objectKey: name } } },
  ]);
  const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: 'Sample.template.json' } };
  const written: Record<string, unknown> = {
    'manifest.json': { artifacts: { Sample: stack } },
    'Sample.template.json': template,
    'Sample.assets.json': { files: Object.fromEntries(entries) },
    ...Object.fromEntries(Object.entries(nested).map(([name, one]) => [`${name}.nested.template.json`, one])),
    ...Object.fromEntries(Object.entries(functions).map(([name, code]) => [`asset.${name}/index.js`, code])),
  };
  for (const [name, content] of Object.entries(written)) {
    mkdirSync(join(assembly, name, '..'), { recursive: true });
    writeFileSync(join(assembly, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

/** The last event of a subscriber's next frame. */
export async function nextEvent(peer: Peer): Promise<unknown> {
  const frame = await peer.next();
  return JSON.parse(String(frame['event']));
}

/** Waits until a reported line matches; the message of the failure is the test's timeout. */
export async function untilReported(lines: readonly string[], pattern: RegExp): Promise<string> {
  for (;;) {
    const line = lines.find((one) => pattern.test(one));
    if (line !== undefined) return line;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
