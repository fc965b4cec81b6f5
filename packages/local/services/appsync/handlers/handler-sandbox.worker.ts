// The handler sandbox's thread: processes requests one after another, and responds to each.
import { parentPort } from 'node:worker_threads';
import { QuickJsVm } from './quickjs-vm.ts';
import type { SandboxRequest, SandboxResponse } from './sandbox-protocol.ts';

const vms = new Map<number, QuickJsVm>();
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: SandboxRequest) => {
  last = last.then(async () => parentPort?.postMessage(await respond(request)));
});

async function respond(request: SandboxRequest): Promise<SandboxResponse> {
  if (request.kind === 'run') {
    const vm = vms.get(request.id);
    if (!vm) return { kind: 'rejected', message: 'the code is not loaded' };
    return { kind: 'ran', ...(await vm.run(request)) };
  }
  const vm = new QuickJsVm(request.code);
  try {
    const shapes = await vm.load();
    vms.set(request.id, vm);
    return { kind: 'loaded', shapes };
  } catch (error) {
    return { kind: 'rejected', message: error instanceof Error ? error.message : String(error) };
  }
}
