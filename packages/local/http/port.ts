// The number of a port, as a command line gives it.
import { EngineError } from '../errors.ts';

/** Reads `--port N`: a number from 0, which picks a free port, to 65535. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535))
    throw new EngineError('bad-option', `--port takes a number from 0 to 65535, not ${JSON.stringify(text)}.`);
  return port;
}
