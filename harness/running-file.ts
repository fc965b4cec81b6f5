// Where a running Parley leaves its addresses, for commands that use it.

/** The data folder when nobody names one. */
export const DATA = '.parley';

/** The file in the data folder; it is there while Parley runs. */
export const RUNNING = 'running.json';
