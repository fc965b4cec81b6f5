// What people say and react with in a run, and where.

/** Channels that are there from the beginning. */
export const CHANNELS = ['general', 'random'] as const;

/** Reactions. */
export const EMOJI = ['👍', '🎉', '❤️'] as const;

/** What texts end with: characters that templates, JSON and base64 trip over. */
export const ENDINGS = ['', '', ' "quoted"', ' \\ back', ' ünïcode 🎉', '\nsecond line', ' <$.dynamodb> {}'] as const;
