// Who asks.

/** Who says or reads something: from the verified token, never from a body. */
export type Person = { sub: string; username: string };
