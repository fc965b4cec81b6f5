// When users are searched for on the server.

/** The delay before users are searched for: most users type on, and a search reads the names of the whole team. */
export const SEARCH_AFTER_MS = 200;
