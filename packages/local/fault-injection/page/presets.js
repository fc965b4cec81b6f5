// Presets: sets of rules with a name and a description of their effect.

const POSTS = { only: 'POST ' };

export const PRESETS = [
  {
    name: 'Lose one answer in three',
    effect: 'The message is stored, but its author gets no answer.',
    rules: [{ hop: 'http', fault: 'lose-answer', chance: 0.33, ...POSTS }],
  },
  {
    name: 'The table is throttled',
    effect: 'Half of all writes are throttled.',
    rules: [
      { hop: 'table', fault: 'error', error: 'ProvisionedThroughputExceededException', chance: 0.5, only: 'Write' },
      { hop: 'table', fault: 'error', error: 'ProvisionedThroughputExceededException', chance: 0.5, only: 'PutItem' },
    ],
  },
  {
    name: 'The pipe crashes',
    effect: 'After one delivery in three the poller restarts from its checkpoint and repeats deliveries.',
    rules: [{ hop: 'pipe', fault: 'crash-after', chance: 0.33 }],
  },
  {
    name: 'AppSync rejects the key',
    effect: 'The connection is deauthorized, and the pipe waits until the faults are cleared.',
    rules: [{ hop: 'destination', fault: 'error', status: 401, first: 1 }],
  },
  {
    name: 'Events get lost',
    effect: 'Half of the broadcast events reach no subscriber.',
    rules: [{ hop: 'broadcast', fault: 'drop', chance: 0.5 }],
  },
  {
    name: 'The socket goes silent',
    effect: 'The next event leaves one connection half open: nothing passes, and no error is reported.',
    rules: [{ hop: 'socket', fault: 'silent', first: 1 }],
  },
  {
    name: 'Everything at once',
    effect: 'A small share of each fault.',
    rules: [
      { hop: 'http', fault: 'lose-answer', chance: 0.2, ...POSTS },
      { hop: 'http', fault: 'error', status: 503, chance: 0.1, ...POSTS },
      { hop: 'http', fault: 'duplicate', chance: 0.1, ...POSTS },
      { hop: 'handler', fault: 'crash-after', chance: 0.1 },
      { hop: 'table', fault: 'conflict', chance: 0.2 },
      { hop: 'table', fault: 'error-after', chance: 0.1, only: 'Write' },
      { hop: 'stream', fault: 'duplicate', chance: 0.2 },
      { hop: 'stream', fault: 'delay', chance: 0.1, delayMs: 500 },
      { hop: 'pipe', fault: 'crash-after', chance: 0.1 },
      { hop: 'destination', fault: 'error', status: 500, chance: 0.2 },
      { hop: 'destination', fault: 'lose-answer', chance: 0.1 },
      { hop: 'broadcast', fault: 'drop', chance: 0.1 },
      { hop: 'broadcast', fault: 'reorder', chance: 0.2, delayMs: 2000 },
      { hop: 'socket', fault: 'duplicate', chance: 0.1 },
      { hop: 'socket', fault: 'cut', chance: 0.1 },
    ],
  },
];
