// The addresses of a running Parley, and the file with them for commands that use it.
import type { Engine } from '@parley/local';
import type { Addresses } from './parley-process.ts';

/** The default data folder. */
export const DATA = '.parley';

/** The file in the data folder; it exists while Parley runs. */
export const RUNNING = 'running.json';

/** The addresses of a running engine. */
export function addressesOf({ outputs, tls, control = '' }: Engine): Omit<Addresses, 'startedInMs'> {
  const { Page = '', Api = '', EventsHttp = '', EventsRealtime = '', Issuer = '' } = outputs;
  return {
    page: Page,
    api: Api,
    eventsHttp: EventsHttp,
    eventsRealtime: EventsRealtime,
    issuer: Issuer,
    tls,
    breakTheNetwork: control,
    outputs,
  };
}
