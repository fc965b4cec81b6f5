// What a run writes down for the checker: plain values, taken where a person or an operator would see them.

/** Who reacted with what. */
export type Reactions = { emoji: string; userIds: string[] };

/** An entry of a log, as a screen or a row of the table has it. Only what the checker looks at is here. */
export type Shown = {
  seq: number;
  id: string;
  userId: string;
  kind: string;
  message?: string;
  target?: number;
  emoji?: string;
  on?: boolean;
  changed?: number;
  edited?: true;
  deleted?: true;
  reactions?: Reactions[];
  /** Of a notice: what was done, and to whom. */
  notice?: string;
  user?: { userId: string };
};

/** Something that was typed; `text` is there once in a run. */
export type Typed = { tab: string; channel: string; text: string };

/** An answer 200 or 201 to something posted, as the page got it. */
export type Acknowledged = { tab: string; channel: string; entry: Shown };

/**
 * A channel on a screen. `complete`: the screen says of nothing that it is missing, or is being read; `unsent` is what is
 * still on its way.
 */
export type Screen = {
  tab: string;
  channel: string;
  entries: readonly Shown[];
  complete: boolean;
  unsent: readonly string[];
};

/** What the sidebar says of a channel to a person. */
export type Sidebar = { tab: string; person: string; channel: string; unread: number; mentions: number };

/** An item of a table, attribute values in DynamoDB's JSON. */
export type Item = Record<string, Record<string, unknown>>;

/** Everything that the checker is told. */
export type Records = {
  typed: Typed[];
  /** Words that somebody replaced, took back or wanted to, or gave up in a channel that is not theirs any more. */
  retired: Set<string>;
  acknowledged: Acknowledged[];
  /** Channels that somebody was told are made. */
  made: { person: string; channel: string }[];
  /** `person/channel` of whoever was told that they are in it, beside the channels that everybody is in. */
  joined: Set<string>;
  /** By `person/channel`: the newest entry that reached the person, over a socket or in an answer. */
  reached: Map<string, number>;
  /** Screens at the end, when every channel has been looked at from its newest to its first message. */
  screens: Screen[];
  sidebars: Sidebar[];
  /** By `person/channel`: the newest entry that was ever on a screen of the person. */
  everSeen: Map<string, number>;
  /** The newest that the server has answered is read. */
  told: Map<string, number>;
  /** Names by `sub`. */
  names: Map<string, string>;
  chat: Item[];
};

/** The logs by channel, each in the order of its seqs. */
export type Logs = ReadonlyMap<string, readonly Shown[]>;

/** By `userId/channel`: the seq of the notice of the user's ban. No ban is lifted in a run. */
export type Bans = ReadonlyMap<string, number>;

/** A violation of a rule. */
export type Finding = { rule: string; says: string };

/** The keys of items: `pk sk`. */
export function keysOf(items: readonly Item[]): ReadonlySet<string> {
  return new Set(items.map(({ pk, sk }) => `${pk?.S} ${sk?.S}`));
}

/** Takes down that a person has come so far in a channel. */
export function noteFurther(marks: Map<string, number>, person: string, channel: string, seq: number): void {
  const key = `${person}/${channel}`;
  marks.set(key, Math.max(seq, marks.get(key) ?? 0));
}
