// The file with the addresses of a running Parley, for commands that use it.

/** The default data folder. */
export const DATA = '.parley';

/** The file in the data folder; it exists while Parley runs. */
export const RUNNING = 'running.json';
