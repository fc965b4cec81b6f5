// The sandbox's thread: takes orders one after another, and answers each.
import { parentPort } from 'node:worker_threads';
import { Vm } from './quickjs-vm.ts';
import type { Order, Report } from './sandbox-protocol.ts';

const codes = new Map<number, Vm>();
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (order: Order) => {
  last = last.then(async () => parentPort?.postMessage(await obey(order)));
});

async function obey(order: Order): Promise<Report> {
  if (order.kind === 'run') {
    const vm = codes.get(order.id);
    if (!vm) return { kind: 'refused', message: 'the code is not loaded' };
    return { kind: 'ran', ...(await vm.run(order)) };
  }
  const vm = new Vm(order.code);
  try {
    const shapes = await vm.load();
    codes.set(order.id, vm);
    return { kind: 'loaded', shapes };
  } catch (error) {
    return { kind: 'refused', message: error instanceof Error ? error.message : String(error) };
  }
}
