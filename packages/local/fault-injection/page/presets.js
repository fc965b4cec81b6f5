// What goes wrong at one press: a name, what people will see, and the rules.

const POSTS = { only: 'POST ' };

export const PRESETS = [
  {
    name: 'Lose one answer in three',
    says: 'What was sent is stored, and its sender is not told.',
    rules: [{ hop: 'http', fault: 'lose-answer', chance: 0.33, ...POSTS }],
  },
  {
    name: 'The table is overrun',
    says: 'Half of all writes are throttled.',
    rules: [
      { hop: 'table', fault: 'error', error: 'ProvisionedThroughputExceededException', chance: 0.5, only: 'Write' },
      { hop: 'table', fault: 'error', error: 'ProvisionedThroughputExceededException', chance: 0.5, only: 'PutItem' },
    ],
  },
  {
    name: 'The pipe crashes',
    says: 'After one delivery in three the poller begins again from its checkpoint, and repeats.',
    rules: [{ hop: 'pipe', fault: 'crash-after', chance: 0.33 }],
  },
  {
    name: 'AppSync refuses the key',
    says: 'The connection is de-authorized, and the pipe stands still until all is healed.',
    rules: [{ hop: 'destination', fault: 'error', status: 401, first: 1 }],
  },
  {
    name: 'Events get lost',
    says: 'Half of what is broadcast reaches nobody.',
    rules: [{ hop: 'broadcast', fault: 'drop', chance: 0.5 }],
  },
  {
    name: 'The socket goes silent',
    says: 'The next event ends one connection half open: nothing goes through, and nobody is told.',
    rules: [{ hop: 'socket', fault: 'silent', first: 1 }],
  },
  {
    name: 'Everything at once',
    says: 'A little of all of it.',
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
