// What a run records for the checker: plain values, taken where a user or an operator would observe them.

/** The users who reacted with an emoji. */
export type Reactions = { emoji: string; userIds: string[] };

/** An entry of a log, from a screen or from a row of the table. It has only the fields that the checker reads. */
export type RecordedEntry = {
  seq: number;
  id: string;
  userId: string;
  kind: string;
  /** Only of rows of the table. */
  timestamp?: string;
  count?: number;
  message?: string;
  target?: number;
  emoji?: string;
  on?: boolean;
  changedSeq?: number;
  edited?: true;
  deleted?: true;
  reactions?: Reactions[];
  /** Of a reply in a thread, of a root, of a message that quotes another. */
  thread?: number;
  threadCount?: number;
  alsoInChannel?: true;
  replies?: { count: number; last?: string; userIds: string[] };
  replyTo?: number;
  files?: readonly { fileId: string; name?: string; thumbnail?: true }[];
  /** Of a pinned message: the entry that has pinned it. Of entries that change pins: the number from then on. */
  pinned?: { seq: number };
  pins?: number;
  /** Of a notice: its type, and the user whom it is about. */
  notice?: string;
  user?: { userId: string };
};

/** A message or edit that was typed; `text` is unique in a run. */
export type Typed = { tab: string; channel: string; text: string };

/** A response 200 or 201 to a posted entry, as the page received it. */
export type Acknowledged = { tab: string; channel: string; entry: RecordedEntry };

/**
 * A channel on a screen. `complete`: the screen does not report that anything is missing or loading; `unsent` is what the
 * outbox still contains.
 */
export type Screen = {
  tab: string;
  channel: string;
  entries: readonly RecordedEntry[];
  complete: boolean;
  unsent: readonly string[];
};

/** The numbers beside a channel in the sidebar of a user. */
export type Sidebar = { tab: string; userId: string; channel: string; unread: number; mentions: number };

/** An item of a table, attribute values in DynamoDB's JSON. */
export type Item = Record<string, Record<string, unknown>>;

/** The input of the checker. */
export type Records = {
  typed: Typed[];
  /** The texts that messages were to get. */
  edits: { channel: string; target: number; text: string }[];
  /** Texts that a user replaced or deleted, tried to, or discarded in a channel that they are no longer a member of. */
  withdrawn: Set<string>;
  acknowledged: Acknowledged[];
  /** Channels whose creation was acknowledged. */
  created: { userId: string; channel: string }[];
  /** `userId/channel` of every acknowledged membership, besides the channels that all users are in. */
  joined: Set<string>;
  /** `userId/channel` of those who left, were removed or banned, or may have been: the request may have failed. */
  left: Set<string>;
  /** Acknowledged invitations, and the codes that users have tried. */
  invitations: { channel: string; code: string; acknowledgedAt: number }[];
  accepted: { userId: string; channel: string; code: string }[];
  /** By `userId/channel`: the newest entry that reached the user, over a socket or in a response. */
  received: Map<string, number>;
  /** Screens at the end, after every channel was displayed from its newest to its first message. */
  screens: Screen[];
  sidebars: Sidebar[];
  /** By `userId/channel`: the newest entry that was ever on a screen of the user. */
  displayed: Map<string, number>;
  /** By `userId/channel`: the newest read cursor that the server acknowledged. */
  acknowledgedReads: Map<string, number>;
  /** User names by `userId`. */
  usernames: Map<string, string>;
  chat: Item[];
};

/** The logs by channel, each in the order of its seqs. */
export type Logs = ReadonlyMap<string, readonly RecordedEntry[]>;

/** By `userId/channel`: the seq of the notice of the user's ban. No ban is lifted in a run. */
export type Bans = ReadonlyMap<string, number>;

/** A violation of a rule. */
export type Violation = { rule: string; description: string };

/** Whether an entry is a message of its channel, and not of a thread alone. */
export function isInChannel({ kind, thread, alsoInChannel }: RecordedEntry): boolean {
  return kind === 'message' && (thread === undefined || alsoInChannel === true);
}

/** The keys of items: `pk sk`. */
export function keysOf(items: readonly Item[]): ReadonlySet<string> {
  return new Set(items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`));
}

/** Raises a user's position in a channel to a seq; a lower one changes nothing. */
export function raiseCursor(cursors: Map<string, number>, userId: string, channel: string, seq: number): void {
  const key = `${userId}/${channel}`;
  cursors.set(key, Math.max(seq, cursors.get(key) ?? 0));
}
