// Channels, reactions and text endings that a run chooses from.

/** Channels that exist from the start. */
export const CHANNELS = ['general', 'random'] as const;

/** Reactions. */
export const EMOJI = ['👍', '🎉', '❤️'] as const;

/** Endings of texts: characters that templates, JSON and base64 must escape. */
export const ENDINGS = ['', '', ' "quoted"', ' \\ back', ' ünïcode 🎉', '\nsecond line', ' <$.dynamodb> {}'] as const;
