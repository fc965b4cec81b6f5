// What a run writes down for the checker: plain values, taken where a person or an operator would see them.

/** A message as somebody sees it, or as a row of the log says it. */
export type Said = { seq: number; id: string; sender: string; text: string };

/** Something that was typed. */
export type Typed = { person: string; tab: string; channel: string; text: string };

/** An answer 200 or 201 to something posted, as the page got it. */
export type Acknowledged = Said & { tab: string; channel: string };

/**
 * A channel on a screen. `complete`: the screen says of nothing that it is missing, or is being read; `unsent` are the texts
 * that are still on their way.
 */
export type Screen = {
  tab: string;
  channel: string;
  said: readonly Said[];
  complete: boolean;
  unsent: readonly string[];
};

/** Everything that the checker is told. */
export type Records = {
  typed: Typed[];
  /** What a person gave up. It may have been stored all the same. */
  discarded: Set<string>;
  acknowledged: Acknowledged[];
  /** Screens at the end, when every channel has been looked at from its newest to its first message. */
  screens: Screen[];
  /** What the sidebar says of each channel, and up to where the person had read it. */
  unread: { tab: string; channel: string; shown: number; readTo: number }[];
  /** Rows of the log's table as they lie in the data folder, attribute values in DynamoDB's JSON. */
  rows: Record<string, Record<string, string>>[];
};

/** Something that must not be. */
export type Finding = { rule: string; says: string };
